import { CircuitOpenError, createCircuitBreaker } from '@llm-balancer/circuit-breaker'
import type { CircuitState } from '@llm-balancer/circuit-breaker'
import { createFakeClock, statusError } from '@llm-balancer/core/testing'
import { Chart, secondsAxis } from './chart.ts'
import type { Color } from './chart.ts'

const lengthMs = 60_000
const everyMs = 1000
const outage = { fromMs: 8000, toMs: 33_000 }

type Call = {
  readonly at: number
  readonly state: CircuitState
  readonly end: 'served' | 'failed' | 'rejected'
}

/** One call a second through a circuit, while the service behind it fails for a while. */
const play = async (): Promise<Call[]> => {
  const clock = createFakeClock(0)
  const breaker = createCircuitBreaker({ clock, random: () => 0.5, resetTimeoutMs: 10_000 })
  const isDown = (): boolean => clock.now() >= outage.fromMs && clock.now() < outage.toMs
  const call = (): Promise<string> =>
    breaker.execute(() => (isDown() ? Promise.reject(statusError(503)) : Promise.resolve('ok')))
  const calls: Call[] = []
  while (clock.now() < lengthMs) {
    const end = await call().then(
      () => 'served' as const,
      (error: unknown) => (CircuitOpenError.isInstance(error) ? ('rejected' as const) : ('failed' as const)),
    )
    calls.push({ at: clock.now(), state: breaker.state, end })
    await clock.advance(everyMs)
  }
  return calls
}

const rows: readonly { readonly state: CircuitState; readonly color: Color }[] = [
  { state: 'closed', color: 'c' },
  { state: 'half-open', color: 'b' },
  { state: 'open', color: 'd' },
]
const results = ['served', 'failed', 'rejected'] as const
const colorOf = { served: 'c', failed: 'd', rejected: 'ink' } as const

/** The states of a circuit over an outage, and what becomes of calls. */
export const drawCircuitStates = async (): Promise<string> => {
  const calls = await play()
  const chart = new Chart({
    title: 'A circuit while its service is down for 25 s',
    description:
      'The circuit opens after five failures, lets one probe through every ten seconds, and closes after three that succeed',
    height: 250,
    left: 72,
    x: secondsAxis(lengthMs, 10),
    y: {
      from: 3.6,
      to: -0.6,
      marks: [...rows.map(({ state }, at) => ({ at, text: state })), { at: 3, text: 'calls' }],
    },
  })
  chart.shade(outage.fromMs, outage.toMs)
  for (const { at, state, end } of calls) {
    const row = rows.findIndex((each) => each.state === state)
    chart.bar({ from: at, to: at + everyMs, y: row, color: rows[row]?.color ?? 'ink' })
    chart.dot(at + everyMs / 2, 3, colorOf[end])
  }
  for (const result of results) chart.legend(`call ${result}`, colorOf[result])
  chart.legend('service down', 'mark')
  return String(chart)
}
