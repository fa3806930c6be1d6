import type { ObservedCircuit, ObservedCircuitEvent } from '../contracts/observed-balancer.ts'

const types: Readonly<Record<string, ObservedCircuitEvent['type']>> = {
  opened: 'circuit-opened',
  isolated: 'circuit-opened',
  'half-opened': 'circuit-half-opened',
  closed: 'circuit-closed',
}

/** Tells of the changes of circuits as a balancer of `llm-balancer` would. Gives back a function that ends it. */
export function circuitEvents(
  circuits: Readonly<Record<string, ObservedCircuit>>,
  tell: (event: ObservedCircuitEvent) => void,
): () => void {
  const ends = Object.entries(circuits).map(([targetId, circuit]) =>
    circuit.on('*', ({ type, at }) => {
      const told = types[type]
      if (told !== undefined) tell({ type: told, at, targetId })
    }),
  )
  return () => {
    for (const end of ends) end()
  }
}
