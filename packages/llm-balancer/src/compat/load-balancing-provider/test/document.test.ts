import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import * as library from '../index.ts'
import type { LoadBalancerSubProfile, ResolvedSubProfile } from '../index.ts'
import { breaks, contents, hangs, inTurn, profileOf, read, refusal, says, scene, textOf } from './scene.ts'

// The declarations of the original, word for word, from top to bottom: each is tried here, and none is left out.

const text = readFileSync(new URL('document.txt', import.meta.url), 'utf8')
const document = ts.createSourceFile('document.ts', text, ts.ScriptTarget.Latest, true)

type Documented = Readonly<Record<string, () => void | Promise<void>>>
type Named = ts.Node & { readonly name?: ts.Node }

const nameOf = (node: Named): string =>
  ts.isConstructorDeclaration(node) ? 'constructor' : (node.name?.getText() ?? '?')
const declarations = document.statements.filter((node) => !ts.isImportDeclaration(node))
const isPublic = (node: ts.ClassElement): boolean =>
  !(ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private)

/** The members of an interface or a class, those of its base included, each once: two signatures of one method are one. */
const membersOf = (name: string): string[] => {
  const node = declarations.find((one) => nameOf(one) === name)
  if (node !== undefined && ts.isClassDeclaration(node))
    return [...new Set(node.members.filter(isPublic).map(nameOf))]
  if (node === undefined || !ts.isInterfaceDeclaration(node)) throw new Error(`the document has no ${name}`)
  const bases = (node.heritageClauses ?? []).flatMap(({ types }) =>
    types.map(({ expression }) => expression.getText()),
  )
  return [...bases.flatMap(membersOf), ...node.members.map(nameOf)]
}

const legacy: LoadBalancerSubProfile = {
  ...{ name: 'a', providerName: 'a', modelId: 'm1', baseURL: 'https://a.test', authToken: 'token-of-a' },
}
const resolved: ResolvedSubProfile = {
  ...{ name: 'b', providerName: 'b', model: 'm2', baseURL: 'https://b.test', authToken: 'token-of-b' },
  ...{ authKeyfile: '~/.b', ephemeralSettings: { temperature: 0.5 }, modelParams: { top_p: 1 } },
}

const types: Documented = {
  async LoadBalancerSubProfile() {
    const { ask, calls } = scene('round-robin', ['a'], { subProfiles: [legacy] })
    await ask()
    expect(Object.keys(legacy)).toEqual(membersOf('LoadBalancerSubProfile'))
    expect(calls[0]?.options.resolved).toEqual({
      model: 'm1',
      baseURL: 'https://a.test',
      authToken: 'token-of-a',
    })
  },
  async LoadBalancingProviderConfig() {
    const config: library.LoadBalancingProviderConfig = {
      ...{ profileName: 'mine', strategy: 'round-robin', subProfiles: [legacy, resolved] },
      lbProfileEphemeralSettings: { maxTokens: 7 },
    }
    const { ask, balancer, calls } = scene('round-robin', ['a', 'b'], {
      ...config,
      lbProfileEphemeralSettings: { maxTokens: 7 },
    })
    await ask()
    await ask()
    expect(Object.keys(config)).toEqual(membersOf('LoadBalancingProviderConfig'))
    expect(balancer.getStats().profileName).toBe('mine')
    expect(calls.map(({ options }) => options.metadata?.['ephemeralSettings'])).toEqual([
      undefined,
      { temperature: 0.5, maxTokens: 7 },
    ])
  },
  async BackendMetrics() {
    const { ask, balancer, script } = scene('failover', ['a', 'b'])
    script('a', says('one', textOf('two', 'ai', { promptTokens: 3, completionTokens: 4, totalTokens: 7 })))
    await ask()
    const metrics = balancer.getStats().backendMetrics['a'] ?? {}
    expect(Object.keys(metrics)).toEqual(membersOf('BackendMetrics'))
    expect(metrics).toEqual({
      ...{
        requests: 1,
        successes: 1,
        failures: 0,
        timeouts: 0,
        tokens: 7,
        totalLatencyMs: 0,
        avgLatencyMs: 0,
      },
    })
  },
  async CircuitBreakerState() {
    const settings = { circuit_breaker_enabled: true, circuit_breaker_failure_threshold: 1 }
    const { ask, balancer, script, clock } = scene('failover', ['a', 'b'], { settings })
    script('a', breaks(refusal(500, 'a is down')))
    await ask()
    const openedAt = clock.now()
    balancer.resetFailoverIndex()
    await clock.advance(30_000)
    await ask()
    const state = balancer.getStats().circuitBreakerStates['a']
    expect(Object.keys(state ?? {})).toEqual(membersOf('CircuitBreakerState'))
    expect(state).toEqual({
      state: 'open',
      failures: [openedAt, openedAt + 30_000].map((timestamp) => {
        return { timestamp, error: expect.objectContaining({ message: 'a is down' }) as Error }
      }),
      ...{ openedAt: openedAt + 30_000, lastAttempt: openedAt + 30_000 },
    })
  },
  async LoadBalancerStats() {
    const { ask, balancer } = scene('round-robin', ['a', 'b'])
    expect(balancer.getStats()).toMatchObject({ totalRequests: 0, lastSelected: null, profileCounts: {} })
    await ask()
    const { profileName, totalRequests, lastSelected, profileCounts } = balancer.getStats()
    const stats = { profileName, totalRequests, lastSelected, profileCounts }
    expect(Object.keys(stats)).toEqual(membersOf('LoadBalancerStats'))
    expect(stats).toEqual({
      profileName: 'mine',
      totalRequests: 1,
      lastSelected: 'a',
      profileCounts: { a: 1 },
    })
  },
  ExtendedLoadBalancerStats() {
    const { balancer } = scene('round-robin', ['a', 'b'])
    const stats = balancer.getStats()
    expect(Object.keys(stats)).toEqual(membersOf('ExtendedLoadBalancerStats'))
    expect(Object.keys(stats.backendMetrics)).toEqual(['a', 'b'])
    expect(stats).toMatchObject({ circuitBreakerStates: {}, currentTPM: { a: 0, b: 0 } })
  },
  async ResolvedSubProfile() {
    const { ask, calls } = scene('round-robin', ['b'], { subProfiles: [resolved] })
    await ask()
    expect(Object.keys(resolved)).toEqual(membersOf('ResolvedSubProfile'))
    expect(calls[0]?.options).toEqual({
      contents,
      resolved: { model: 'm2', baseURL: 'https://b.test', authToken: 'token-of-b', temperature: 0.5 },
      metadata: { ephemeralSettings: { temperature: 0.5 }, modelParams: { top_p: 1 } },
    })
  },
  isLoadBalancerProfileFormat() {
    const { isLoadBalancerProfileFormat } = library
    const later = {
      version: 1,
      policy: 'failover',
      provider: '',
      model: '',
      modelParams: {},
      ephemeralSettings: {},
    }
    expect(isLoadBalancerProfileFormat({ type: 'loadbalancer', profiles: ['a', 'b'] })).toBe(true)
    expect(isLoadBalancerProfileFormat({ type: 'loadbalancer', profiles: [], ...later })).toBe(true)
    for (const other of [
      ...[undefined, null, 'loadbalancer', {}, { type: 'loadbalancer' }, { profiles: ['a'] }],
      ...[
        { type: 'model', profiles: ['a'] },
        { type: 'loadbalancer', profiles: ['a', 1] },
      ],
    ])
      expect(isLoadBalancerProfileFormat(other)).toBe(false)
  },
  isResolvedSubProfile() {
    expect(library.isResolvedSubProfile(resolved)).toBe(true)
    const partly = { ...legacy, model: 'm', modelParams: {} }
    expect([legacy, partly].map(library.isResolvedSubProfile)).toEqual([false, false])
  },
  LoadBalancingProvider() {
    expect(Object.keys(members)).toEqual(membersOf('LoadBalancingProvider'))
  },
}

const members: Documented = {
  name() {
    expect(scene('round-robin', ['a']).balancer.name).toBe('load-balancer')
  },
  constructor() {
    const manager = { getProviderByName: () => undefined }
    const make = (config: object, given: unknown = manager): library.LoadBalancingProvider =>
      new library.LoadBalancingProvider(config as never, given as never)
    const config = { profileName: 'mine', strategy: 'round-robin', subProfiles: [resolved] }
    expect(make(config)).toBeInstanceOf(library.LoadBalancingProvider)
    expect(() => make(config, null)).toThrow('"providerManager.getProviderByName" must be a function')
    for (const [change, message] of [
      [{ strategy: 'random' }, '"strategy" must be one of "round-robin", "failover", got "random"'],
      [{ strategy: 'failover' }, '"subProfiles" must have at least 2 for failover'],
      [{ subProfiles: [] }, '"subProfiles" must have at least 1 for round-robin'],
      [{ subProfiles: undefined }, '"subProfiles" is missing'],
      [
        { subProfiles: [{ ...legacy, name: '' }] },
        '"subProfiles[0].name" must be a string that is not empty',
      ],
      [{ subProfiles: [{ name: 'a' }] }, '"subProfiles[0].providerName" must be a string'],
      [{ subProfiles: [{ ...resolved, model: undefined }] }, '"subProfiles[0].model" must be a string'],
      [
        { subProfiles: [{ ...resolved, ephemeralSettings: 5 }] },
        '"subProfiles[0].ephemeralSettings" must be an object',
      ],
      [
        { subProfiles: [{ ...resolved, modelParams: null }] },
        '"subProfiles[0].modelParams" must be an object',
      ],
      [{ subProfiles: [legacy, resolved, legacy] }, '"a"'],
      [{ stategy: 'failover' }, 'unknown option "stategy", did you mean "strategy"?'],
    ] as const)
      expect(() => make({ ...config, ...change })).toThrow(message)
  },
  async selectNextSubProfile() {
    const subProfiles = ['a', 'b', 'c'].map(profileOf)
    const { ask, asked, balancer } = scene('round-robin', ['a', 'b', 'c'], { subProfiles })
    expect([1, 2, 3, 4].map(() => balancer.selectNextSubProfile())).toEqual([...subProfiles, subProfiles[0]])
    expect(balancer.selectNextSubProfile()).toBe(subProfiles[1])
    await ask()
    expect(asked()).toEqual(['c'])
    expect(balancer.selectNextSubProfile()).toBe(subProfiles[0])
  },
  async getModels() {
    const { balancer, providers } = scene('round-robin', ['a', 'b', 'c', 'd'])
    expect(await balancer.getModels()).toEqual([])
    Object.assign(providers['a'] ?? {}, { getModels: () => Promise.resolve(['m1', 'm2']) })
    Object.assign(providers['b'] ?? {}, { getModels: () => Promise.reject(new Error('down')) })
    Object.assign(providers['c'] ?? {}, { getModels: () => Promise.resolve(['m3']) })
    expect(await balancer.getModels()).toEqual(['m1', 'm2', 'm3'])
  },
  async generateChatCompletion() {
    const { balancer, calls, asked } = scene('round-robin', ['a', 'b'])
    const stream = balancer.generateChatCompletion({ contents, tools: ['t'] })
    expect(asked()).toEqual([])
    expect(await read(stream)).toEqual(['a1', 'a2'])
    expect(await read(balancer.generateChatCompletion(contents, ['t']))).toEqual(['b1', 'b2'])
    expect(asked()).toEqual(['a', 'b'])
    for (const { options } of calls) {
      expect(options.contents).toBe(contents)
      expect(options.tools).toEqual(['t'])
    }
  },
  getDefaultModel() {
    const { balancer, providers } = scene('round-robin', ['a', 'b'])
    expect(balancer.getDefaultModel()).toBe('model-of-a')
    const subProfiles = [{ name: 'a', providerName: 'a' }, legacy]
    const other = scene('round-robin', ['a'], { subProfiles: subProfiles.slice(0, 1) })
    expect(other.balancer.getDefaultModel()).toBe('')
    Object.assign(other.providers['a'] ?? {}, { getDefaultModel: () => 'of its provider' })
    expect(other.balancer.getDefaultModel()).toBe('of its provider')
    expect(scene('round-robin', ['a'], { subProfiles: [legacy] }).balancer.getDefaultModel()).toBe('m1')
    expect(providers).toHaveProperty('a')
  },
  getServerTools() {
    const { balancer, providers } = scene('round-robin', ['a', 'b', 'c'])
    expect(balancer.getServerTools()).toEqual([])
    Object.assign(providers['a'] ?? {}, { getServerTools: () => ['search', 'fetch'] })
    Object.assign(providers['b'] ?? {}, {
      getServerTools: () => {
        throw new Error('not signed in')
      },
    })
    Object.assign(providers['c'] ?? {}, { getServerTools: () => ['fetch', 'run'] })
    expect(balancer.getServerTools()).toEqual(['search', 'fetch', 'run'])
  },
  async invokeServerTool() {
    const { balancer, providers } = scene('round-robin', ['a', 'b'])
    await expect(balancer.invokeServerTool('run', {})).rejects.toThrow('"run"')
    const { signal } = new AbortController()
    Object.assign(providers['a'] ?? {}, { getServerTools: () => ['search'] })
    Object.assign(providers['b'] ?? {}, {
      getServerTools: () => ['run'],
      invokeServerTool: (...given: unknown[]) => Promise.resolve(given),
    })
    expect(await balancer.invokeServerTool('run', { x: 1 }, 'config', signal)).toEqual([
      'run',
      { x: 1 },
      'config',
      signal,
    ])
    await expect(balancer.invokeServerTool('search', {})).rejects.toThrow('"search"')
  },
  async getStats() {
    const settings = { circuit_breaker_enabled: true }
    const { ask, balancer, script } = scene('failover', ['a', 'b'], { settings })
    script('a', breaks(refusal(500)))
    await ask()
    const stats = balancer.getStats()
    expect(stats).toMatchObject({ totalRequests: 1, lastSelected: 'b', profileCounts: { b: 1 } })
    expect(stats.backendMetrics).toMatchObject({ a: { failures: 1 }, b: { successes: 1 } })
    stats.circuitBreakerStates['a']?.failures.pop()
    stats.profileCounts['b'] = 7
    expect(balancer.getStats().circuitBreakerStates['a']?.failures).toHaveLength(1)
    expect(balancer.getStats().profileCounts).toEqual({ b: 1 })
  },
  async resetStats() {
    const { ask, balancer, asked } = scene('round-robin', ['a', 'b'])
    await ask()
    balancer.resetStats()
    expect(balancer.getStats()).toMatchObject({ totalRequests: 0, lastSelected: null, profileCounts: {} })
    expect(balancer.getStats().backendMetrics['a']).toMatchObject({ requests: 1, successes: 1 })
    await ask()
    expect(asked()).toEqual(['a', 'b'])
  },
  async getCurrentFailoverIndex() {
    const { ask, balancer, script } = scene('failover', ['a', 'b', 'c'])
    expect(balancer.getCurrentFailoverIndex()).toBe(0)
    script('a', breaks(refusal(500)))
    script('b', breaks(refusal(500)))
    await ask()
    expect(balancer.getCurrentFailoverIndex()).toBe(2)
  },
  async resetFailoverIndex() {
    const { ask, asked, balancer, script } = scene('failover', ['a', 'b', 'c'])
    script('a', inTurn(breaks(refusal(500)), says('back')))
    await ask()
    balancer.resetFailoverIndex()
    expect(balancer.getCurrentFailoverIndex()).toBe(0)
    expect(await ask()).toEqual(['back'])
    expect(asked()).toEqual(['a', 'b', 'a'])
  },
  async getAuthToken() {
    expect(await scene('round-robin', ['a', 'b']).balancer.getAuthToken()).toBe('token-of-a')
    const subProfiles = [{ name: 'a', providerName: 'a' }]
    expect(await scene('round-robin', ['a'], { subProfiles }).balancer.getAuthToken()).toBe('')
  },
}

describe('the document', () => {
  it('has a check for each of its declarations', () => {
    expect(declarations.map(nameOf)).toEqual(Object.keys(types))
  })

  it.each(Object.entries(types))('%s', (_name, check) => check())

  it.each(Object.entries(members))('LoadBalancingProvider: %s', (_name, check) => check())
})

it('closes nothing that it did not open', async () => {
  const closed: string[] = []
  const { script, balancer } = scene('round-robin', ['a'])
  script('a', hangs(closed))
  await balancer.generateChatCompletion({ contents }).return?.()
  expect(closed).toEqual([])
})
