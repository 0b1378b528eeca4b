/** A call that may make files begins; what it returns tells of its end. The folders are removed at the end of the last one. */
export declare function useFolders(tempFolder: string | undefined): () => void
