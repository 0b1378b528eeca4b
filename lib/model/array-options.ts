/**
 * How large arrays reach workers: the options `maxNbytes`, `mmapMode`, `strictReadonly` and `tempFolder` of a `Parallel`, checked
 * and with defaults filled in.
 *
 * @source joblib `max_nbytes`, `mmap_mode`, `temp_folder`
 */
export interface ArrayOptions {
  /** Buffers of at least so many bytes are shared with workers, smaller ones are copied. */
  readonly maxNbytes: number
  /** What tasks may do with shared arrays: `'r'` read them, `'c'` change a copy, `'r+'` change them for everybody. */
  readonly mmapMode: 'r' | 'c' | 'r+'
  /** Tasks that write to what they may only read fail. */
  readonly strictReadonly: boolean
  /** The folder for files that processes map. Undefined: `/dev/shm` if there is room, else the system's temporary folder. */
  readonly tempFolder: string | undefined
}

/** The folder for files of large arrays that the environment names; undefined if it names none. */
export function tempFolderOfEnvironment(): string | undefined {
  return process.env.ALLCORES_TEMP_FOLDER || process.env.JOBLIB_TEMP_FOLDER || undefined
}
