import { delayed, Parallel } from 'allcores'

const parallel = Parallel({ nJobs: 2 })

const roots = await parallel([1, 4, 9, 16].map((n) => delayed(Math.sqrt)(n)))
console.log(roots) // [ 1, 2, 3, 4 ]

function countPrimes(below: number): number {
  let count = 0
  for (let n = 2; n < below; n++) {
    let divisor = 2
    while (divisor * divisor <= n && n % divisor !== 0) divisor++
    if (divisor * divisor > n) count++
  }
  return count
}

const counts = await parallel.map(countPrimes, [100, 1_000, 10_000, 100_000, 1_000_000])
console.log(counts) // [ 25, 168, 1229, 9592, 78498 ]
