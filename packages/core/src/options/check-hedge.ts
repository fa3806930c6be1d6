import { nonNegative, numberWithin, oneOf, subjectOf, type Check } from './checks.ts'
import { describeValue } from './describe-value.ts'
import { optionsOf, type OptionTable } from './read-options.ts'

/** The options of a hedge, as they are given. */
interface GivenHedge {
  readonly afterMs?: number | undefined
  readonly after?: 'p95' | undefined
  readonly budgetRatio?: number | undefined
}

const table: OptionTable<GivenHedge> = {
  afterMs: [nonNegative],
  after: [oneOf('p95')],
  budgetRatio: [numberWithin({ min: 0, max: 1, above: true })],
}
const hints = { delayMs: 'afterMs', delay: 'afterMs', percentile: 'after', budget: 'budgetRatio' }
const checkParts = optionsOf(table, { hints })

/** When a balancer hedges, or false: never. */
export const checkHedge: Check = (name, value, owner) => {
  if (value === false) return value
  const subject = subjectOf(name, owner)
  if (describeValue(value) !== 'an object')
    throw new TypeError(
      `${subject} must be an object such as { after: "p95" }, or false, got ${describeValue(value)}`,
    )
  const given = checkParts(name, value, owner) as GivenHedge
  const { after, afterMs } = given
  if (after === undefined && afterMs === undefined)
    throw new TypeError(`${subject} needs a time, as "afterMs" or as { after: "p95" }`)
  if (after !== undefined && afterMs !== undefined)
    throw new TypeError(`${subject} must have either "afterMs" or "after", got both`)
  return given
}
