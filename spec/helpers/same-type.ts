/** Holds for the very same types only, `any` being the same as nothing else. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** The compiler is the test: a line that is wrong keeps the package from being built. */
export function same<_ extends true>(): void {}
