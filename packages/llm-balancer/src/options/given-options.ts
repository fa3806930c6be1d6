import { defined, optionsOf, type Check, type OptionTable } from '@llm-balancer/core/options'

/** Options inside an option, without those that are not given: laid over others they must not hide any. */
export function givenOptions<Options>(
  table: OptionTable<Options>,
  ...settings: [settings?: Parameters<typeof optionsOf>[1]]
): Check {
  const check = optionsOf(table, ...settings)
  return (name, value, owner) => defined(check(name, value, owner) as object)
}
