import { nameOfB } from './cycle-b.js'

export const nameOfA = () => 'a'
export const both = () => [nameOfA(), nameOfB()]
