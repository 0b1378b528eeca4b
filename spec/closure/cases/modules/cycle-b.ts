import { nameOfA } from './cycle-a.js'

export const nameOfB = () => `b after ${nameOfA()}`
