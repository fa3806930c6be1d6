import { consecutiveFailures } from '@llm-balancer/circuit-breaker'
import type { CircuitBreaker } from '@llm-balancer/circuit-breaker'
import { createFakeClock } from '@llm-balancer/core/testing'
import type { FakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { openCircuit, providerCircuit, type ProviderCircuitSetting } from './provider-circuit.ts'

type Given = { readonly common?: ProviderCircuitSetting; readonly own?: ProviderCircuitSetting }

const setUp = ({ common, own }: Given = {}): { circuit: CircuitBreaker; clock: FakeClock } => {
  const clock = createFakeClock()
  const { circuit } = providerCircuit({ setting: own }, { clock, random: () => 0.5, circuitBreaker: common })
  return { circuit, clock }
}

/** Failures until it opens, and for how long it is open then. */
const opensAfter = ({ circuit, clock }: ReturnType<typeof setUp>): [failures: number, openMs: number] => {
  for (let failures = 1; failures <= 20; failures += 1) {
    circuit.acquire()?.release('failure')
    if (circuit.state === 'open') return [failures, circuit.availableAt() - clock.now()]
  }
  return [Infinity, 0]
}

describe('the circuit of a provider', () => {
  it('counts within the window of the balancer where it has a threshold of its own', async () => {
    const { circuit, clock } = setUp({ common: { windowMs: 1000 }, own: { failureThreshold: 2 } })
    const fail = (): string => {
      circuit.acquire()?.release('failure')
      return circuit.state
    }
    expect(fail()).toBe('closed')
    await clock.advance(5000)
    expect(fail()).toBe('closed')
    expect(fail()).toBe('open')
  })

  it.each<[string, Given, [number, number]]>([
    ['the defaults', {}, [5, 10_000]],
    ['the balancer’s options', { common: { failureThreshold: 2, resetTimeoutMs: 7 } }, [2, 7]],
    ['its own options over them', { common: { failureThreshold: 2 }, own: { resetTimeoutMs: 7 } }, [2, 7]],
    ['nothing that is undefined', { own: Object({ failureThreshold: undefined }) as object }, [5, 10_000]],
    ['no failure, when the balancer says so', { common: false }, [Infinity, 0]],
    ['no failure, when it says so itself', { common: { failureThreshold: 2 }, own: false }, [Infinity, 0]],
    [
      'its own options, where the balancer has none',
      { common: false, own: { failureThreshold: 3 } },
      [3, 10_000],
    ],
    ['its own rule', { common: { failureThreshold: 2 }, own: { trip: consecutiveFailures(4) } }, [4, 10_000]],
    [
      'its own count',
      { common: { trip: consecutiveFailures(4) }, own: { failureThreshold: 2 } },
      [2, 10_000],
    ],
    ['the balancer’s rule', { common: { trip: consecutiveFailures(4) }, own: { maxProbes: 2 } }, [4, 10_000]],
  ])('goes by %s', (_, given, expected) => {
    expect(opensAfter(setUp(given))).toEqual(expected)
  })

  it('spreads its open times by a fifth, unless another share is asked for', () => {
    const openMs = (own: ProviderCircuitSetting): number => {
      const clock = createFakeClock()
      const { circuit } = providerCircuit(
        { setting: own },
        { clock, random: () => 0, circuitBreaker: undefined },
      )
      openCircuit(circuit, clock.now())
      return circuit.availableAt() - clock.now()
    }
    expect(openMs({})).toBe(8000)
    expect(openMs({ resetJitterRatio: 0.1 })).toBe(9000)
  })

  it('opens when half of the requests fail, in whatever order', () => {
    const { circuit } = setUp({})
    for (let call = 0; call < 10; call += 1)
      circuit.acquire()?.release(call % 2 === 0 ? 'success' : 'failure')
    expect(circuit.state).toBe('open')
  })

  it('stays closed for a busy provider that fails now and then', () => {
    const { circuit } = setUp({})
    for (let call = 0; call < 1000; call += 1)
      circuit.acquire()?.release(call % 50 < 4 ? 'failure' : 'success')
    expect(circuit.state).toBe('closed')
  })

  it('gives the place of a trial that does not end to the next one after 30 s', async () => {
    const { circuit, clock } = setUp({})
    openCircuit(circuit, clock.now())
    await clock.advance(10_000)
    expect(circuit.acquire()).not.toBeNull()
    expect(circuit.acquire()).toBeNull()
    await clock.advance(30_000)
    expect(circuit.acquire()).not.toBeNull()
  })

  it('has no time limit and closes with one successful trial', async () => {
    const { circuit, clock } = setUp()
    openCircuit(circuit, clock.now())
    await clock.advance(10_000)
    await circuit.execute(() => {
      expect(clock.pending).toBe(0)
    })
    expect(circuit.state).toBe('closed')
  })

  it('is opened by a failed health check: closed, due for a trial, or on trial', async () => {
    const { circuit, clock } = setUp()
    const open = (): number => {
      openCircuit(circuit, clock.now())
      return circuit.availableAt() - clock.now()
    }
    expect(open()).toBe(10_000)
    await clock.advance(8000)
    expect(open()).toBe(2000)
    await clock.advance(2000)
    expect(open()).toBe(10_000)
    await clock.advance(10_000)
    const trial = circuit.acquire()
    expect(open()).toBe(10_000)
    trial?.release('success')
    expect(circuit.state).toBe('open')
  })

  it('goes on from the circuit that it takes the place of, by its own rule', async () => {
    const { circuit: before, clock } = setUp()
    openCircuit(before, clock.now())
    const environment = { clock, random: () => 0.5, circuitBreaker: undefined }
    const { circuit } = providerCircuit({ setting: { failureThreshold: 2 }, after: before }, environment)
    expect([circuit.state, circuit.availableAt() - clock.now()]).toEqual(['open', 10_000])
    await clock.advance(10_000)
    circuit.acquire()?.release('success')
    expect(opensAfter({ circuit, clock })).toEqual([2, 10_000])
  })
})
