import { describe, expect, it } from 'vitest'
import type { CircuitEvent } from './index.ts'
import { engines } from './test/engines.ts'
import { setDueScene, setScene } from './test/scene.ts'

describe.each(engines)('listeners, on $engine', ({ create }) => {
  it('receive every transition with its time', async () => {
    const { breaker, clock, end, events } = setScene(create)
    end('failure', 3)
    const openedAt = clock.now()
    await clock.advance(1000)
    end('success', 2)
    const closedAt = clock.now()
    await clock.advance(5)
    breaker.isolate()
    breaker.reset()
    expect(events).toEqual([
      { type: 'opened', at: openedAt, until: openedAt + 1000, openings: 1 },
      { type: 'half-opened', at: closedAt },
      { type: 'closed', at: closedAt },
      { type: 'isolated', at: closedAt + 5 },
      { type: 'closed', at: closedAt + 5 },
    ])
  })

  it('receive only the events that they listen to, and none without a transition', () => {
    const { breaker, end } = setScene(create)
    const closed: CircuitEvent[] = []
    breaker.on('closed', (event) => void closed.push(event))
    breaker.reset()
    end('failure', 3)
    expect(closed).toEqual([])
    breaker.reset()
    expect(closed.map(({ type }) => type)).toEqual(['closed'])
  })

  it('are removed one by one, also when the same function listens twice', () => {
    const { breaker } = setScene(create)
    const heard: string[] = []
    const listener = ({ type }: CircuitEvent): void => void heard.push(type)
    const stops = [breaker.on('isolated', listener), breaker.on('isolated', listener)]
    breaker.isolate()
    expect(heard).toHaveLength(2)
    stops[0]?.()
    stops[0]?.()
    breaker.reset()
    breaker.isolate()
    expect(heard).toHaveLength(3)
    stops[1]?.()
    const again = breaker.on('isolated', listener)
    stops[1]?.()
    breaker.reset()
    breaker.isolate()
    expect(heard).toHaveLength(4)
    again()
  })

  it('that throw or reject change nothing, and a `listener-failed` event says so', async () => {
    const { breaker, end, clock, events } = setScene(create)
    const [thrown, rejected] = [new Error('thrown'), new Error('rejected')]
    breaker.on('opened', () => {
      throw thrown
    })
    breaker.on('half-opened', () => Promise.reject(rejected))
    end('failure', 3)
    expect(breaker.state).toBe('open')
    const openedAt = clock.now()
    await clock.advance(1000)
    end('success', 2)
    await clock.settle()
    expect(breaker.state).toBe('closed')
    expect(events.filter(({ type }) => type === 'listener-failed')).toEqual([
      { type: 'listener-failed', at: openedAt, event: 'opened', error: thrown },
      { type: 'listener-failed', at: openedAt + 1000, event: 'half-opened', error: rejected },
    ])
  })

  it('of `listener-failed` that throw are not reported', () => {
    const { breaker, end, events } = setScene(create)
    for (const type of ['opened', 'listener-failed'] as const)
      breaker.on(type, () => {
        throw new Error('listener')
      })
    end('failure', 3)
    expect(events.map(({ type }) => type).toSorted()).toEqual(['listener-failed', 'opened'])
  })

  it('may change the state in the middle of a call', async () => {
    const { breaker } = await setDueScene(create)
    const stop = breaker.on('half-opened', () => {
      breaker.isolate()
    })
    expect(breaker.acquire()).toBeNull()
    expect(breaker.state).toBe('isolated')
    stop()
    breaker.reset()
    expect(breaker.acquire()).not.toBeNull()
  })

  it('may close the circuit when it half-opens: the call that was to be a probe is a normal one', async () => {
    const { breaker } = await setDueScene(create)
    breaker.on('half-opened', () => {
      breaker.reset()
    })
    expect(breaker.acquire()).not.toBeNull()
    expect(breaker.acquire()).not.toBeNull()
    expect(breaker.state).toBe('closed')
  })
})
