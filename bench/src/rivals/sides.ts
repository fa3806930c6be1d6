import type { Fetch } from '@llm-balancer/provider'
import { axiosRivals } from './axios-rivals.ts'
import { libraryRivals } from './libraries.ts'
import { ownSides } from './own.ts'
import { policyRivals } from './policies.ts'
import type { Rival } from './rival.ts'

/** Every side of the comparison, the bare one first. */
export function sidesOver(fetch: Fetch): [bare: Rival, ...others: Rival[]] {
  const [bare, ...policies] = policyRivals(fetch)
  return [bare, ...policies, ...ownSides(fetch), ...libraryRivals(fetch), ...axiosRivals(fetch)]
}
