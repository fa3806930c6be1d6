import type { Strategy } from '../../contracts/strategy.ts'

/** A strategy without any state: the first candidate in the order in which the targets were added. */
export const first: Strategy = { name: 'first', pick: (candidates) => candidates.at(0) }
