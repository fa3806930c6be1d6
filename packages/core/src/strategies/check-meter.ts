import { hasMethods, type Check } from '../options/checks.ts'

/** A load meter: anything that can measure a load. */
export const checkMeter: Check = hasMethods('load')
