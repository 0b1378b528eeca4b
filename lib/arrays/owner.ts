/** The name of this thread's folder in any base; `ResultSettings.owner`. */
export declare function ownName(): string
/** An id that nothing else on this machine has: `FileToken.id`. */
export declare function newId(): string
