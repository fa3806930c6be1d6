import type { PoolOptions } from '../contracts/pool-options.ts'
import { atLeastOne, type Check } from '../options/checks.ts'
import { optionsOf, type OptionTable } from '../options/read-options.ts'
import { readProperty } from '../options/read-property.ts'
import { checkObject } from '../options/shape-checks.ts'

/** The check of each option of a pool. */
export const poolTable: OptionTable<PoolOptions> = { concurrency: [atLeastOne] }

const checkPool = optionsOf(poolTable)

/** Options of pools, by the names of the pools. */
export const checkPools: Check = (name, value, owner) =>
  Object.fromEntries(
    Object.keys(checkObject(name, value, owner) as object).map((pool) => [
      pool,
      checkPool(`${name}.${pool}`, readProperty(value, pool), owner),
    ]),
  )
