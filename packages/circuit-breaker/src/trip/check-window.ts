import { numberWithin, type Check } from '@llm-balancer/core/options'

/** The length of a window in ms. */
export const checkWindow: Check = numberWithin({ min: 0, max: Infinity, above: true })
