import type { Figure } from '../page/figure.ts'
import { socketSides, type SocketRates, type SocketSide } from './socket-rates.ts'

/** With its own transport the umbrella makes as many calls as a bare `fetch` does. */
export function socketFigures(results: readonly SocketRates[]): Figure[] {
  return results.map(({ atATime, rates }) => ({
    section: 'Real sockets',
    what: `calls per second, ${atATime} at a time: bare \`fetch\` : \`request\` over \`@llm-balancer/undici\``,
    result: rates.bare / rates.own,
    goal: 1,
    unit: '×',
  }))
}

/** Calls per second of each side, and beside the bare one. */
export function socketTable(results: readonly SocketRates[]): string[] {
  const sides = Object.keys(socketSides) as SocketSide[]
  return [
    `| calls per second | ${results.map(({ atATime }) => `${atATime} at a time`).join(' | ')} |`,
    `| --- |${' --: |'.repeat(results.length)}`,
    ...sides.map((side) => {
      const cells = results.map(
        ({ rates }) => `${rates[side].toFixed(0)}, ${(rates[side] / rates.bare).toFixed(2)} ×`,
      )
      return `| ${socketSides[side]} | ${cells.join(' | ')} |`
    }),
    '',
    'Whole calls over sockets to a server in another process that answers at once, three providers: the median of rounds in which the sides',
    'take turns. The balancer, its callers and the server share the cores of the machine.',
    '',
  ]
}
