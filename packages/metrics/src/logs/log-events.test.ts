import pino from 'pino'
import { describe, expect, it } from 'vitest'
import { logEvents, type EventLogger } from '../index.ts'
import { circuitScene } from '../test/circuit-scene.ts'
import { Client, FakeBalancer, setScene, status } from '../test/scene.ts'

/** A logger like `console` that keeps its lines. */
const plainLogger = (): { readonly logger: EventLogger; readonly lines: string[] } => {
  const lines: string[] = []
  const write = (level: string) => (first: unknown) => {
    lines.push(`${level} ${String(first)}`)
  }
  return { logger: { info: write('info'), warn: write('warn'), error: write('error') }, lines }
}

describe('logged events', () => {
  it('are one line for each change of state, and none for a call', async () => {
    const { balancer, clock, call, drive } = setScene({
      a: [{}, { fail: status(429, { 'retry-after': '30' }) }],
      b: [{ fail: status(401) }],
      c: [],
    })
    const { logger, lines } = plainLogger()
    logEvents(logger).observe(balancer, { name: 'main' })
    for (let run = 0; run < 5; run += 1) await drive(balancer.run(call))
    await clock.advance(30_000)
    await drive(balancer.run(call))
    expect(lines).toEqual([
      'warn llm-balancer main: target a is blocked for 30000 ms (cooling: rate-limit)',
      'warn llm-balancer main: target b is blocked for 300000 ms (quarantined: auth)',
      'info llm-balancer main: target a is available again',
    ])
  })

  it('say what is done to targets and to the balancer', async () => {
    const { balancer, clock } = setScene({ a: [] })
    const { logger, lines } = plainLogger()
    const stop = logEvents(logger).observe(balancer)
    balancer.addTarget({ id: 'b', client: new Client(clock, []) })
    balancer.updateTarget('b', { weight: 2 })
    balancer.reinstateTarget('b')
    await balancer.removeTarget('b')
    await balancer.close()
    expect(lines).toEqual(
      [
        ...['target b was added', 'target b has new settings', 'target b was reinstated'],
        ...['target b gets no new calls and will be removed', 'target b was removed', 'is closed'],
      ].map((text) => `info llm-balancer default: ${text}`),
    )
    stop()
  })

  it('say when a budget is nearly spent, and not of each tenant', () => {
    const balancer = new FakeBalancer()
    const { logger, lines } = plainLogger()
    logEvents(logger).observe(balancer)
    const event = { type: 'budget-soft-reached', at: 0, limitMicroUsd: 1000, spentMicroUsd: 859 } as const
    balancer.emit(event)
    balancer.emit({ ...event, provider: 'openai' })
    balancer.emit({ ...event, tenant: 'acme' })
    expect(lines).toEqual([
      'warn llm-balancer default: 85 % of a budget are spent',
      'warn llm-balancer default: 85 % of a budget of provider openai are spent',
    ])
  })

  it.each([true, false])('say the state of a circuit once, told by itself: %s', async (isTold) => {
    const { clock, breaker, balancer } = circuitScene(1)
    const { logger, lines } = plainLogger()
    const stop = logEvents(logger).observe(balancer, isTold ? { circuits: { a: breaker } } : {})
    const run = () => balancer.run((one, attempt) => one.call(attempt), { maxAttempts: 1 })
    await run().catch(() => undefined)
    await clock.advance(1000)
    await run()
    const [opened, ...others] = lines
    if (isTold) {
      expect(opened).toBe('warn llm-balancer default: the circuit of target a is open')
      expect(others).toEqual([
        'info llm-balancer default: the circuit of target a is half-open: probes go through',
        'info llm-balancer default: the circuit of target a is closed',
      ])
    } else {
      expect(opened).toBe('warn llm-balancer default: target a is blocked for 1000 ms (circuit-open)')
      expect(others).toEqual(['info llm-balancer default: target a is available again'])
    }
    stop()
    breaker.trip()
    expect(lines).toHaveLength(1 + others.length)
  })

  it('are few for a target that is blocked again and again for a moment', () => {
    const balancer = new FakeBalancer()
    const { logger, lines } = plainLogger()
    logEvents(logger, { quietMs: 1000 }).observe(balancer)
    for (let at = 0; at < 2000; at += 100) {
      const event = {
        type: 'target-blocked',
        at,
        targetId: 'a',
        reason: 'rate-limit',
        until: at + 50,
      } as const
      balancer.emit(event)
      if (at === 0) balancer.emit(event)
      balancer.emit({ type: 'target-available', at: at + 50, targetId: 'a' })
    }
    balancer.emit({ type: 'target-blocked', at: 2100, targetId: 'a', reason: 'rate-limit', until: 9000 })
    const blocked = 'warn llm-balancer default: target a is blocked for'
    expect(lines).toEqual([
      `${blocked} 50 ms (rate-limit)`,
      'info llm-balancer default: target a is available again',
      `${blocked} 50 ms (rate-limit), blocked 9 more times since the last line`,
      'info llm-balancer default: target a is available again',
      `${blocked} 6900 ms (rate-limit), blocked 9 more times since the last line`,
    ])
  })

  it('are none for a window that is full, which is how overload is met', () => {
    const balancer = new FakeBalancer()
    const { logger, lines } = plainLogger()
    logEvents(logger).observe(balancer)
    balancer.emit({ type: 'target-blocked', at: 0, targetId: 'a', reason: 'window full', until: Infinity })
    balancer.emit({ type: 'target-available', at: 0, targetId: 'a' })
    expect(lines).toEqual([])
    balancer.emit({ type: 'target-blocked', at: 0, targetId: 'a', reason: 'mine', until: Infinity })
    expect(lines).toEqual(['warn llm-balancer default: target a is blocked (mine)'])
  })

  it('name code that fails, without what it said, once in a while', () => {
    const balancer = new FakeBalancer()
    const { logger, lines } = plainLogger()
    logEvents(logger, { quietMs: 1000 }).observe(balancer)
    const error = new TypeError('sk-secret')
    for (let at = 0; at <= 1000; at += 250)
      balancer.emit({ type: 'listener-failed', at, event: 'classify', error })
    balancer.emit({ type: 'listener-failed', at: 1000, event: 'report', error: 'text' })
    expect(lines).toEqual([
      'error llm-balancer default: "classify" failed (TypeError)',
      'error llm-balancer default: "classify" failed (TypeError), and 3 more times since the last line',
      'error llm-balancer default: "report" failed (string)',
    ])
  })

  it('are fields and a message for pino', () => {
    const written: Record<string, unknown>[] = []
    const logger = pino(
      { base: null, timestamp: false },
      {
        write(line: string) {
          written.push(JSON.parse(line) as Record<string, unknown>)
        },
      },
    )
    const balancer = new FakeBalancer()
    logEvents(logger).observe(balancer)
    balancer.emit({ type: 'target-blocked', at: 0, targetId: 'a', reason: 'cooling: rate-limit', until: 500 })
    balancer.emit({ type: 'circuit-closed', at: 0, targetId: 'a' })
    const common = { balancer: 'default', targetId: 'a' }
    expect(written).toEqual([
      {
        ...{ level: 40, ...common, event: 'target-blocked', reason: 'cooling: rate-limit', forMs: 500 },
        msg: 'llm-balancer default: target a is blocked for 500 ms (cooling: rate-limit)',
      },
      {
        ...{ level: 30, ...common, event: 'circuit-closed' },
        msg: 'llm-balancer default: the circuit of target a is closed',
      },
    ])
  })

  it('change no run when the logger throws', async () => {
    const { balancer, call, drive } = setScene({ a: [{ fail: status(429) }], b: [] })
    const fail = (): never => {
      throw new Error('disk full')
    }
    logEvents({ info: fail, warn: fail, error: fail }).observe(balancer)
    expect(await drive(balancer.run(call))).toBe('answer')
  })

  it('need a logger', () => {
    expect(() => logEvents({} as EventLogger)).toThrow(
      'logEvents: "logger.info" must be a function, got undefined',
    )
    expect(() => logEvents(console, { quietMs: -1 })).toThrow(
      'logEvents: "quietMs" must be within [0, ∞], got -1',
    )
  })
})
