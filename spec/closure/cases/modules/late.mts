const ready = await Promise.resolve('ready')
export const state = () => ready
