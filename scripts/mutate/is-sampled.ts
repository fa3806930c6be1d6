import type { MutantFacts } from './mutant-facts.ts'

/**
 * Draws a mutant into a sample by a hash (FNV-1a) of what it is and the seed: the same mutants at every run, and a change
 * to one file leaves the sample of all others as it is.
 */
export const isSampled = (mutant: MutantFacts, { share, seed }: { share: number; seed: number }): boolean => {
  const text = JSON.stringify([seed, mutant.file, mutant.line, mutant.original, mutant.replacement])
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  // FNV mixes its upper bits badly for texts that differ at the end: fold them.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = (hash ^ (hash >>> 13)) >>> 0
  return hash / 0x1_0000_0000 < share
}
