import { describe, expect, it } from 'vitest'
import { breaks, contents, hangs, inTurn, refusal, says, scene, textOf, type Content } from './scene.ts'

const tokens = (count: number): Content => textOf('some', 'ai', { promptTokens: 0, completionTokens: count })

describe('metrics', () => {
  it('count each try, with the time up to the end of its stream', async () => {
    const { ask, balancer, script, clock } = scene('failover', ['a', 'b'], {
      settings: { failover_retry_count: 2 },
    })
    script(
      'a',
      inTurn(
        async function* () {
          yield* says()({ contents })
          await clock.advance(60)
          throw refusal(500)
        },
        async function* () {
          yield textOf('one')
          await clock.advance(300)
          yield textOf('two')
          await clock.advance(100)
        },
      ),
    )
    await ask()
    expect(balancer.getStats().backendMetrics['a']).toEqual({
      ...{
        requests: 2,
        successes: 1,
        failures: 1,
        timeouts: 0,
        tokens: 0,
        totalLatencyMs: 460,
        avgLatencyMs: 230,
      },
    })
  })

  it('hold those that run, and none that was cut short', async () => {
    const { balancer, script } = scene('failover', ['a', 'b'])
    script('a', hangs([], 'one'))
    const stream = balancer.generateChatCompletion(contents)
    await stream.next()
    expect(balancer.getStats().backendMetrics['a']).toMatchObject({ requests: 1, successes: 0, failures: 0 })
    expect(balancer.getStats()).toMatchObject({ totalRequests: 1, profileCounts: { a: 1 } })
    await stream.return?.()
    expect(balancer.getStats().backendMetrics['a']).toMatchObject({ requests: 0, successes: 0, failures: 0 })
  })

  it('do not count a request that no member served', async () => {
    const { ask, balancer, script } = scene('failover', ['a', 'b'])
    script('a', breaks(refusal(500)))
    script('b', breaks(refusal(500)))
    await ask()
    expect(balancer.getStats()).toMatchObject({ totalRequests: 0, lastSelected: null, profileCounts: {} })
  })

  it.each<[string, object[], number]>([
    ['Gemini', [{ usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4 } }], 7],
    ['Anthropic', [{ usage: { input_tokens: 10, output_tokens: 1 } }, { usage: { output_tokens: 50 } }], 60],
    ['OpenAI', [{ usage: { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 } }], 5],
    ['the host', [{ metadata: { usage: { promptTokens: 8, completionTokens: 9, totalTokens: 17 } } }], 17],
    ['an earlier chunk', [{ usage: { prompt_tokens: 2, completion_tokens: 3 } }, {}, { usage: {} }], 5],
    ['no vendor', [{}, { usage: null }, { usage: { prompt_tokens: 'many' } }], 0],
  ])('have the tokens in the words of %s', async (_who, parts, expected) => {
    const { ask, balancer, script } = scene('failover', ['a', 'b'])
    script('a', says(...parts.map((part) => ({ ...textOf('x'), ...part }))))
    await ask()
    expect(balancer.getStats().backendMetrics['a']?.tokens).toBe(expected)
  })
})

describe('tokens per minute', () => {
  it('are those of five minutes, by the minutes since the first of them', async () => {
    const { ask, balancer, script, clock } = scene('failover', ['a', 'b'])
    await clock.advance(60_000 - (clock.now() % 60_000))
    script('a', inTurn(says(tokens(1000)), says('none')))
    await ask()
    const rates = [balancer.getStats().currentTPM['a']]
    for (let minute = 1; minute <= 5; minute += 1) {
      await clock.advance(59_999)
      expect(balancer.getStats().currentTPM['a']).toBe(rates.at(-1))
      await clock.advance(1)
      await ask()
      rates.push(balancer.getStats().currentTPM['a'])
    }
    expect(rates).toEqual([1000, 500, 1000 / 3, 250, 200, 0])
  })

  it('begin with the first tokens, not with the first request', async () => {
    const { ask, balancer, script, clock } = scene('failover', ['a', 'b'])
    script('a', inTurn(says('none'), says(tokens(1000))))
    await ask()
    await clock.advance(120_000)
    await ask()
    expect(balancer.getStats().currentTPM['a']).toBe(1000)
  })

  it('below the threshold take a member out, one without any not', async () => {
    const { ask, asked, script, clock } = scene('failover', ['a', 'b'], { settings: { tpm_threshold: 100 } })
    script('a', inTurn(says(tokens(99)), says('again')))
    await ask()
    await ask()
    expect(asked()).toEqual(['a', 'b'])
    // It served last, but it is slow no longer once its window is empty.
    await clock.advance(5 * 60_000)
    expect(await ask()).toEqual(['again'])
  })

  it('at the threshold do not', async () => {
    const { ask, asked, script } = scene('failover', ['a', 'b'], { settings: { tpm_threshold: 100 } })
    script('a', says(tokens(100)))
    await ask()
    await ask()
    expect(asked()).toEqual(['a', 'a'])
  })

  it('below it everywhere are no reason to refuse the request', async () => {
    const { ask, asked, script, balancer } = scene('failover', ['a', 'b'], {
      settings: { tpm_threshold: 100 },
    })
    script('a', inTurn(says(tokens(1)), says('a serves')))
    script('b', inTurn(says(tokens(1)), says('b serves')))
    await ask()
    await ask()
    balancer.resetFailoverIndex()
    expect(await ask()).toEqual(['a serves'])
    expect(asked()).toEqual(['a', 'b', 'a'])
  })

  it('do not matter with round robin', async () => {
    const { ask, asked, script } = scene('round-robin', ['a', 'b'], { settings: { tpm_threshold: 100 } })
    script('a', says(tokens(1)))
    for (let count = 0; count < 4; count += 1) await ask()
    expect(asked()).toEqual(['a', 'b', 'a', 'b'])
  })
})

it('an older request does not move the index back', async () => {
  const { ask, script, balancer } = scene('failover', ['a', 'b'])
  let finish: () => void = () => {}
  script(
    'a',
    inTurn(
      async function* () {
        yield textOf('slow')
        await new Promise<void>((resolve) => (finish = resolve))
      },
      breaks(refusal(500)),
    ),
  )
  const slow = ask()
  await ask()
  expect(balancer.getCurrentFailoverIndex()).toBe(1)
  finish()
  expect(await slow).toEqual(['slow'])
  expect(balancer.getCurrentFailoverIndex()).toBe(1)
})
