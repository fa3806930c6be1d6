import { seededRandom, type Random } from '@llm-balancer/core'

const length = 4096

/**
 * Random numbers that were made before, so that drawing one allocates nothing: V8 puts a number that is no small integer into an
 * object of 16 bytes when a function that it has not inlined returns it. A text beside them keeps V8 from storing the bare numbers.
 */
export function boxedRandom(): Random {
  const random = seededRandom(1)
  const numbers: (number | string)[] = ['not a list of numbers only']
  for (let place = 1; place < length; place += 1) numbers.push(random())
  let next = 0
  return () => {
    next = next + 1 < length ? next + 1 : 1
    return numbers[next] as number
  }
}
