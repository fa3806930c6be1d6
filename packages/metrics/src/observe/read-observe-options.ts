import {
  checkFunction,
  checkObject,
  checkText,
  hasMethods,
  readOptions,
  readProperty,
  type OptionTable,
} from '@llm-balancer/core/options'
import type {
  ObserveCircuitsOptions,
  ObservedBalancer,
  ObservedCircuit,
  ObserveOptions,
} from '../contracts/observed-balancer.ts'

const checkCircuit = hasMethods('on')
const table: OptionTable<Required<ObserveOptions>> = { name: [checkText, 'default'] }
const circuitsTable: OptionTable<Required<ObserveCircuitsOptions>> = {
  ...table,
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
  checkBalancer(balancer)
  return readOptions('observe', options, table)
}

/** The same, where circuits are observed as well. @throws TypeError naming what is wrong */
export function readCircuitsOptions(
  balancer: ObservedBalancer,
  options: ObserveCircuitsOptions = {},
): Required<ObserveCircuitsOptions> {
  checkBalancer(balancer)
  return readOptions('observe', options, circuitsTable)
}

function checkBalancer(balancer: ObservedBalancer): void {
  for (const method of ['on', 'snapshot'])
    checkFunction(`balancer.${method}`, readProperty(balancer, method), 'observe')
}
