import {
  checkFunction,
  checkObject,
  checkText,
  hasMethods,
  readOptions,
  readProperty,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { ObservedBalancer, ObservedCircuit, ObserveOptions } from '../contracts/observed-balancer.ts'

const checkCircuit = hasMethods('on')
const table: OptionTable<Required<ObserveOptions>> = {
  name: [checkText, 'default'],
  circuits: [
    (name, value, owner) => {
      checkObject(name, value, owner)
      for (const [id, circuit] of Object.entries(value as Readonly<Record<string, ObservedCircuit>>))
        checkCircuit(`${name}.${id}`, circuit, owner)
      return value
    },
    {},
  ],
}

/** Checks what `observe` was given. @throws TypeError naming what is wrong */
export function readObserveOptions(
  balancer: ObservedBalancer,
  options: ObserveOptions = {},
): Required<ObserveOptions> {
  for (const method of ['on', 'snapshot'])
    checkFunction(`balancer.${method}`, readProperty(balancer, method), 'observe')
  return readOptions('observe', options, table)
}
