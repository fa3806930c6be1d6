import { describe, expect, it } from 'vitest'
import { LoadBalancerFailoverError } from '../index.ts'
import { breaks, hangs, inTurn, refusal, says, scene } from './scene.ts'

const abc = ['a', 'b', 'c']

describe('failover', () => {
  it('begins at the primary, and goes round the list until a member serves', async () => {
    const { ask, asked, script } = scene('failover', abc)
    expect(await ask()).toEqual(['a1', 'a2'])
    script('a', breaks(refusal(500)))
    script('b', breaks(new Error('anything')))
    expect(await ask()).toEqual(['c1', 'c2'])
    expect(asked()).toEqual(['a', 'a', 'b', 'c'])
  })

  it('stays with the member that served, and goes round from there', async () => {
    const { ask, asked, script, balancer } = scene('failover', abc)
    script('a', breaks(refusal(500)))
    await ask()
    expect(balancer.getCurrentFailoverIndex()).toBe(1)
    script('b', breaks(refusal(500)))
    expect(await ask()).toEqual(['c1', 'c2'])
    expect(balancer.getCurrentFailoverIndex()).toBe(2)
    script('a', says('a is back'))
    expect(await ask()).toEqual(['c1', 'c2'])
    script('c', breaks(refusal(500)))
    expect(await ask()).toEqual(['a is back'])
    expect(asked()).toEqual(['a', 'b', 'b', 'c', 'c', 'c', 'a'])
  })

  it('stays with it whatever the members are called', async () => {
    const { ask, asked, script } = scene('failover', ['fast', 'spare'])
    script('fast', breaks(refusal(500)))
    await ask()
    await ask()
    expect(asked()).toEqual(['fast', 'spare', 'spare'])
  })

  it('returns to the primary after a while, with one request', async () => {
    const { ask, asked, script, balancer, clock } = scene('failover', abc)
    script('a', breaks(refusal(500)))
    await ask()
    await clock.advance(59_999)
    await ask()
    expect(asked()).toEqual(['a', 'b', 'b'])
    await clock.advance(1)
    expect(balancer.getCurrentFailoverIndex()).toBe(0)
    await Promise.all([ask(), ask(), ask()])
    expect(asked().toSorted()).toEqual(['a', 'b', 'b', 'b'])
    expect(balancer.getCurrentFailoverIndex()).toBe(1)
    script('a', says('back'))
    await clock.advance(60_000)
    expect([await ask(), await ask()]).toEqual([['back'], ['back']])
    expect(balancer.getCurrentFailoverIndex()).toBe(0)
  })

  it('begins at the primary after a round in which all failed', async () => {
    const { ask, asked, script, balancer } = scene('failover', abc)
    for (const name of abc) script(name, breaks(refusal(500, `${name} is down`)))
    const { error } = (await ask()) as { error: LoadBalancerFailoverError }
    expect(error).toBeInstanceOf(LoadBalancerFailoverError)
    expect(error.message).toBe('Load balancer "mine" failover exhausted: 3 backends failed (tried: a, b, c)')
    expect(error.failures.map(({ profile, error: own }) => `${profile}: ${own.message}`)).toEqual([
      'a: a is down',
      'b: b is down',
      'c: c is down',
    ])
    expect(balancer.getCurrentFailoverIndex()).toBe(0)
    expect(asked()).toEqual(abc)
  })

  it('begins at the primary after such a round that began elsewhere', async () => {
    const { ask, asked, script, balancer } = scene('failover', abc)
    script('a', breaks(refusal(500)))
    await ask()
    for (const name of ['b', 'c']) script(name, breaks(refusal(500)))
    await ask()
    expect(asked()).toEqual(['a', 'b', 'b', 'c', 'a'])
    expect(balancer.getCurrentFailoverIndex()).toBe(0)
  })

  it.each([401, 402, 403, 429])(
    'goes to the next member at once after a %i, whatever the count',
    async (status) => {
      const { ask, asked, script } = scene('failover', abc, {
        settings: { failover_retry_count: 3, failover_retry_delay_ms: 1000 },
      })
      script('a', breaks(refusal(status)))
      expect(await ask()).toEqual(['b1', 'b2'])
      expect(asked()).toEqual(['a', 'b'])
    },
  )

  it('tries a member as often as the count says, with the delay in between', async () => {
    const { ask, asked, script, clock } = scene('failover', abc, {
      settings: { failover_retry_count: 3, failover_retry_delay_ms: 1000 },
    })
    script('a', breaks(refusal(500)))
    const answer = ask()
    await clock.advance(999)
    expect(asked()).toEqual(['a'])
    await clock.advance(1)
    expect(asked()).toEqual(['a'])
    await clock.advance(1000)
    expect(asked()).toEqual(['a', 'b'])
    expect(await answer).toEqual(['b1', 'b2'])
    script('b', inTurn(breaks(refusal(500)), says('second try')))
    const second = ask()
    await clock.advance(1000)
    expect(await second).toEqual(['second try'])
    expect(asked()).toEqual(['b', 'b'])
  })

  it('throws an error whose status is not listed', async () => {
    const { ask, asked, script, settings, balancer } = scene('failover', abc)
    const error = refusal(400)
    script('a', breaks(error))
    expect(await ask()).toEqual({ error })
    settings['failover_status_codes'] = [503]
    const other = refusal(500)
    script('a', breaks(other))
    expect(await ask()).toEqual({ error: other })
    expect(asked()).toEqual(['a', 'a'])
    expect(balancer.getStats().backendMetrics['a']).toMatchObject({ requests: 1, failures: 1 })
  })

  it('gives up a member whose first chunk takes too long, and closes it', async () => {
    const closed: string[] = []
    const { ask, asked, script, clock, balancer } = scene('failover', abc, { settings: { timeout_ms: 50 } })
    script('a', hangs(closed))
    const answer = ask()
    await clock.advance(50)
    expect(await answer).toEqual(['b1', 'b2'])
    expect(closed).toEqual(['closed'])
    expect(asked()).toEqual(['a', 'b'])
    expect(balancer.getStats().backendMetrics['a']).toMatchObject({ requests: 1, failures: 1, timeouts: 1 })
  })
})
