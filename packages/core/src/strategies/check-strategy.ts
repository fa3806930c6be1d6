import { hasMethods, type Check } from '../options/checks.ts'

/** A strategy: anything that can pick. */
export const checkStrategy: Check = hasMethods('pick')
