/** A place in a file; line and column count from 0. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

const nothing = () => null
const no = () => false
const yes = () => true

/** The frame of a stack that stands for code in that place outside of any function. */
export function frameAt({ file, line, column }: Position): NodeJS.CallSite {
  const methods = {
    getFileName: () => file,
    getScriptNameOrSourceURL: () => file,
    getLineNumber: () => line + 1,
    getColumnNumber: () => column + 1,
    getEnclosingLineNumber: () => line + 1,
    getEnclosingColumnNumber: () => column + 1,
    getPosition: () => 0,
    getScriptHash: () => '',
    getThis: () => undefined,
    getFunction: () => undefined,
    getEvalOrigin: () => undefined,
    getFunctionName: nothing,
    getMethodName: nothing,
    getTypeName: nothing,
    getPromiseIndex: nothing,
    isToplevel: yes,
    isAsync: no,
    isConstructor: no,
    isEval: no,
    isNative: no,
    isPromiseAll: no,
    toString: () => `${file}:${line + 1}:${column + 1}`,
  }
  return Object.create(methods) as NodeJS.CallSite // tools that copy frames look for the methods in the prototype
}
