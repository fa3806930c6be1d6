import type { AttemptRecord } from '@llm-balancer/core'
import { BalancerError } from '@llm-balancer/core/errors'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { failuresOf, summariseCalls } from '../src/bench/summarise-calls.ts'
import { failureJson, failureText } from '../src/failure-text.ts'
import { configurationText } from '../src/init/configuration-text.ts'
import { allProviders, providersInEnvironment } from '../src/init/found-providers.ts'
import { dimFor } from '../src/output/dim.ts'
import { Output } from '../src/output/output.ts'
import { safeJson, safeText } from '../src/output/safe-text.ts'
import { table } from '../src/output/table.ts'
import { explainLines, trailJson, trailLines } from '../src/output/trail.ts'
import { chart } from '../src/simulate/chart.ts'

describe('the attempts of a call', () => {
  const attempt = (outcome: object | undefined, more: object = {}): AttemptRecord =>
    ({
      number: 1,
      targetId: 'a',
      ...(outcome && { outcome: { durationMs: 12.4, ...outcome } }),
      ...more,
    }) as never

  it.each<[string, AttemptRecord]>([
    ['1. a: still running', attempt(undefined)],
    ['1. a: a hedge, still running', attempt(undefined, { hedge: true })],
    ['1. a: answered after 12 ms', attempt({ type: 'success' })],
    ['1. a: a hedge, answered after 12 ms', attempt({ type: 'success' }, { hedge: true })],
    ['1. a: failed after 12 ms: network', attempt({ type: 'failure', kind: 'network' })],
    ['1. a: failed after 12 ms: server 500', attempt({ type: 'failure', kind: 'server', status: 500 })],
    [
      '1. a: a hedge, failed after 12 ms: server',
      attempt({ type: 'failure', kind: 'server' }, { hedge: true }),
    ],
    ['1. a: given up after 12 ms: another one was faster', attempt({ type: 'neutral', beaten: true })],
    ['1. a: ended after 12 ms', attempt({ type: 'neutral' })],
    ['1. a: a hedge, ended after 12 ms', attempt({ type: 'neutral' }, { hedge: true })],
  ])('are told: %s', (line, record) => {
    expect(trailLines([record])).toEqual([line])
    expect(explainLines([record])).toEqual([line])
  })

  const picked = {
    strategy: 'adaptive',
    candidates: [{ id: 'a', load: 1.23456 }, { id: 'b' }],
    excluded: [{ id: 'c', reason: 'circuit-open' }],
  }
  const inner = attempt(
    { type: 'success' },
    { targetId: 'x', picked: { ...picked, candidates: [], excluded: [] } },
  )

  it('inside of groups are indented', () => {
    const group = [attempt({ type: 'success' }, { group: [inner] })]
    expect(trailLines(group)).toEqual(['1. a: answered after 12 ms', '   1. x: answered after 12 ms'])
    expect(explainLines(group)).toEqual([
      '1. a: answered after 12 ms',
      '   1. x: answered after 12 ms',
      '      chosen by adaptive among no other',
    ])
  })

  it('say why a target was chosen, and how many others there were', () => {
    expect(explainLines([attempt({ type: 'success' }, { picked })]).slice(1)).toEqual([
      '   chosen by adaptive among a (load 1.23), b',
      '   passed over: c (circuit-open)',
    ])
    const more = { ...picked, moreCandidates: 5, moreExcluded: 7 }
    expect(explainLines([attempt({ type: 'success' }, { picked: more })]).slice(1)).toEqual([
      '   chosen by adaptive among a (load 1.23), b, 5 more',
      '   passed over: c (circuit-open), 7 more',
    ])
  })

  it('have no errors for programs', () => {
    const record = attempt(
      { type: 'success' },
      { error: new Error('planted'), group: [{ ...inner, error: 1 }] },
    )
    const { error: _, group: __, ...plain } = record as AttemptRecord & { error: unknown }
    expect(trailJson([record])).toEqual([{ ...plain, group: [inner] }])
    expect(trailJson([attempt({ type: 'success' })])[0]).not.toHaveProperty('group')
  })
})

describe('a failure', () => {
  const broken = new BalancerError('acme: the network failed', 'balancer-closed', {
    cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
  })

  it('has the message of the balancer, with the code of the system where that is not in it', () => {
    expect(failureText(broken)).toBe('acme: the network failed (ECONNREFUSED)')
    const named = new BalancerError('acme: ECONNREFUSED', 'balancer-closed', { cause: broken.cause })
    expect(failureText(named)).toBe('acme: ECONNREFUSED')
    expect(failureText(new BalancerError('closed', 'balancer-closed'))).toBe('closed')
    expect(failureJson(broken)).toEqual({ code: 'balancer-closed', message: failureText(broken) })
  })

  it('of anything else shows nothing of it', () => {
    for (const error of [new Error('planted'), 'planted', undefined]) {
      expect(failureText(error)).toBe('the call failed')
      expect(failureJson(error)).toEqual({ code: 'failed', message: 'the call failed' })
    }
    const named = Object.assign(new Error('planted'), { code: 'planted', kind: 'network' })
    expect(failureJson(named)).toEqual({ code: 'failed', kind: 'network', message: 'the call failed' })
  })
})

describe('providers that init offers', () => {
  it('are those whose keys are in the environment, by the names of the variables', () => {
    const env = { OPENAI_API_KEY: 'planted', GROQ_API_KEY: '', ANTHROPIC_API_KEY: undefined }
    const found = providersInEnvironment(env)
    expect(found.map(({ name }) => name)).toEqual(['openai'])
    expect(found[0]?.settings).toMatchObject({ apiKey: '${OPENAI_API_KEY}' })
    expect(JSON.stringify(found)).not.toContain('planted')
  })

  it('are all others, each with its key and a usual model', () => {
    const all = allProviders()
    expect(all.find(({ name }) => name === 'openai')?.settings).toEqual({
      apiKey: '${OPENAI_API_KEY}',
      model: expect.stringMatching(/^gpt-/) as string,
    })
    expect(all.find(({ name }) => name === 'claude')?.settings).toEqual({
      apiKey: '${ANTHROPIC_API_KEY}',
      model: expect.stringMatching(/^claude-/) as string,
    })
    expect(all.length).toBeGreaterThan(5)
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
  })

  it('stand in the configuration as references, and what may mean something in YAML in quotes', () => {
    const text = configurationText('own', [
      {
        name: 'a',
        settings: { apiKey: '${KEY}', model: 'meta/llama-3.1', baseURL: 'http://a:1', x: '${A}b' },
      },
    ])
    expect(text.split('\n').slice(3)).toEqual([
      '# How the next provider is chosen: own.',
      'strategy: own',
      '',
      '# How long a request may take in all, in ms.',
      'timeouts: { deadlineMs: 30000 }',
      '',
      'providers:',
      '  - name: a',
      '    apiKey: ${KEY}',
      '    model: meta/llama-3.1',
      '    baseURL: "http://a:1"',
      '    x: "${A}b"',
      '    # weight: 2             # twice the share of a provider without one',
      '    # requestsPerMinute: 500',
      '',
    ])
    expect(configurationText('failover', [])).toContain('chosen: the first that works, in this order.')
  })
})

describe('numbers of a benchmark', () => {
  const call = (target: string, firstContentMs: number, totalMs: number) => ({
    target,
    firstContentMs,
    totalMs,
  })

  it('are those of each target and of all, by the nearest rank', () => {
    const calls = [
      ...Array.from({ length: 20 }, (_, index) => call('b', 20 - index, 100)),
      call('a', 5.4, 7),
      { totalMs: 9, failure: 'network' },
    ]
    expect(summariseCalls(calls)).toEqual([
      { target: 'a', served: 1, p50Ms: 5, p95Ms: 5, meanTotalMs: 7 },
      { target: 'b', served: 20, p50Ms: 10, p95Ms: 19, meanTotalMs: 100 },
      { target: 'all', served: 21, p50Ms: 10, p95Ms: 19, meanTotalMs: 96 },
    ])
  })

  it('are none where nothing was served, and failures are counted by their kind', () => {
    const failed = ['network', 'server', 'network'].map((failure) => ({ totalMs: 1, failure }))
    expect(summariseCalls(failed)).toEqual([{ target: 'all', served: 0 }])
    expect(failuresOf([...failed, call('a', 1, 2)])).toEqual({ network: 2, server: 1 })
  })
})

describe('a table', () => {
  const rows = [
    ['openai', '1', ''],
    ['x', '100', 'slow'],
  ]

  it('has columns as wide as their widest cell', () => {
    const lines = ['id      ms   note', 'openai  1', 'x       100  slow']
    expect(table(['id', 'ms', 'note'], rows, 17)).toEqual(lines)
    expect(table(['id', 'ms', 'note'], rows, Infinity)).toEqual(lines)
    expect(table(['id', 'ms'], [['a']], 80)).toEqual(['id  ms', 'a'])
  })

  it('is a block of lines for each row where it does not fit', () => {
    expect(table(['id', 'ms', 'note'], rows, 16)).toEqual([
      'openai',
      '  ms    1',
      '',
      'x',
      '  ms    100',
      '  note  slow',
    ])
  })
})

describe('a chart', () => {
  const values = [0, 1, 2, 4, 8, -1]

  it('has a bar for each second, on the scale of the largest', () => {
    expect(chart([{ label: 'served', values }], { fromMs: 2000, toMs: 4000 }, 80)).toEqual([
      'served    ▁▂▄█ ',
      '           ── the incident, one column per second',
    ])
  })

  it('has one for several seconds where it is narrow', () => {
    expect(chart([{ label: 'served', values }], { fromMs: 2000, toMs: 4000 }, 12)).toEqual([
      'served   ▂▇█',
      '          ─',
      'the incident, one column per 2 seconds',
    ])
  })

  it('is empty where nothing happened', () => {
    expect(chart([{ label: 'served', values: [0, 0] }], { fromMs: 0, toMs: 1000 }, 80)[0]).toBe('served     ')
  })
})

describe('what a command says', () => {
  const outputOf = (terminal: object, isJson = false, env = {}) => {
    const streams = [new PassThrough(), new PassThrough()].map((stream) => Object.assign(stream, terminal))
    const [stdout, stderr] = streams as [PassThrough, PassThrough]
    const output = new Output({ stdout, stderr, env } as never, isJson)
    return { output, said: () => [stdout, stderr].map((stream) => String(stream.read() ?? '')) }
  }
  const sayAll = (output: Output): void => {
    output.line('result')
    output.json({ a: 1 })
    output.note('note')
    output.progress('half')
    output.problem('problem')
  }

  it('is its result, and its problems, in a pipe', () => {
    const { output, said } = outputOf({})
    sayAll(output)
    expect(said()).toEqual(['result\n', 'problem\n'])
    expect([output.isWatched, output.columns]).toEqual([false, Infinity])
  })

  it('is more where a person reads along', () => {
    const { output, said } = outputOf({ isTTY: true })
    sayAll(output)
    expect(said()).toEqual(['result\n', '\u001B[2mnote\u001B[22m\n\r\u001B[Khalfproblem\n'])
    expect([output.isWatched, output.columns]).toEqual([true, 80])
    expect(outputOf({ isTTY: true, columns: 40 }).output.columns).toBe(40)
  })

  it('is one document for programs', () => {
    const { output, said } = outputOf({ isTTY: true }, true)
    sayAll(output)
    expect(said()).toEqual(['{\n  "a": 1\n}\n', ''])
    expect(output.isWatched).toBe(false)
  })

  it.each<[object, object, boolean]>([
    [{ isTTY: true }, {}, true],
    [{ isTTY: true }, { NO_COLOR: '' }, true],
    [{ isTTY: true }, { NO_COLOR: '1' }, false],
    [{ isTTY: true }, { TERM: 'dumb' }, false],
    [{}, {}, false],
  ])('is dim to %j with %j: %s', (terminal, env, isDim) => {
    const dim = dimFor(Object.assign(new PassThrough(), terminal), env as never)
    expect(dim('a')).toBe(isDim ? '\u001B[2ma\u001B[22m' : 'a')
  })

  it('controls no terminal', () => {
    expect(safeText('a\u001B[2Jb\n\tc\u202Ed\u2066\u0000')).toBe('a[2Jb\n\tcd')
    expect(safeJson(['\u202E\u009B'])).toBe('[\n  "\\u202e\\u009b"\n]')
  })
})
