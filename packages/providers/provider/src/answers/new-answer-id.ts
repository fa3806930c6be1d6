import type { Random } from '@llm-balancer/core'

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
const length = 24

/** An id for an answer that came without one, with the prefix of its kind: `msg_`. */
export function newAnswerId(prefix: string, random: Random): string {
  let id = prefix
  for (let count = 0; count < length; count += 1) id += letters[Math.floor(random() * letters.length)] ?? 'a'
  return id
}
