import { describe, expect, it } from 'vitest'
import { createMetrics, type MetricsState } from './index.ts'
import { setScene, status, type Scene } from './test/scene.ts'

const busy = async (): Promise<Scene> => {
  const usage = { inputTokens: 3, outputTokens: 4 }
  const scene = setScene({ a: [{ fail: status(500) }, { usage, takesMs: 20 }], b: [{ takesMs: 30, usage }] })
  return Promise.resolve(scene)
}

describe('exported metrics', () => {
  it('continue in another process, as JSON', async () => {
    const { balancer, clock, call, drive } = await busy()
    const metrics = createMetrics({ clock, maxTenants: 1 })
    metrics.observe(balancer)
    await drive(balancer.run(call, { tenant: 'acme' }))
    await drive(balancer.run(call, { tenant: 'other' }))
    const state = JSON.parse(JSON.stringify(metrics.exportState())) as MetricsState
    const next = createMetrics({ clock, maxTenants: 1, initialState: state })
    expect(next.exportState()).toEqual({ ...state, restoredFrom: state.savedAt })
    const after = setScene({ a: [{ takesMs: 20 }] })
    next.observe(after.balancer)
    await after.drive(after.balancer.run(after.call))
    const [before] = metrics.snapshot().balancers
    const [restored] = next.snapshot().balancers
    expect(before?.runs.failovers).toBe(1)
    expect(restored?.runs).toMatchObject({ succeeded: 3, failovers: 1, durationMs: { count: 3, sum: 70 } })
    expect(restored?.targets[0]).toMatchObject({
      ...{ id: 'a', successes: 2, failures: 1, failuresByKind: { server: 1 } },
      ...{ tokens: { inputTokens: 3, outputTokens: 4 }, lastFailure: { kind: 'server', status: 500 } },
    })
    expect(restored?.targets[1]).toMatchObject({ id: 'b', successes: 1, failovers: 1, state: 'removed' })
    expect(restored?.tenants).toMatchObject([{ tenant: 'other', runs: { succeeded: 1 } }])
    expect(restored?.otherTenants).toMatchObject({ runs: { succeeded: 1 } })
  })

  it('lose the oldest of more than a thousand targets that the balancer no longer has, so that restarts do not add them up', async () => {
    const { balancer, clock, call, drive } = await busy()
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    await drive(balancer.run(call))
    const state = metrics.exportState()
    const [shop] = state.balancers
    const targets = Array.from(
      { length: 1500 },
      (_, place) => shop?.targets[place] ?? { ...shop?.targets[0], id: `old-${String(place)}` },
    )
    const initialState = { ...state, balancers: [{ ...shop, targets }] } as MetricsState
    const next = createMetrics({ clock, initialState })
    next.observe(setScene({ a: [] }).balancer)
    const kept = next.snapshot().balancers[0]?.targets ?? []
    expect(kept).toHaveLength(1001)
    expect(kept[0]).toMatchObject({ id: 'a', failures: 1, state: 'ready' })
    expect(kept.at(-1)?.id).toBe('old-1499')
  })

  it('are their own: what is changed in them changes nothing', async () => {
    const { balancer, call, drive, clock } = await busy()
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    await drive(balancer.run(call))
    const state = metrics.exportState()
    const next = createMetrics({ initialState: state })
    const [first] = state.balancers[0]?.targets ?? []
    Object.assign(first?.failuresByKind ?? {}, { server: 99 })
    expect(metrics.snapshot().balancers[0]?.targets[0]?.failuresByKind).toEqual({ server: 1 })
    expect(next.snapshot().balancers[0]?.targets[0]?.failuresByKind).toEqual({ server: 1 })
  })

  it.each<[string, (state: never) => unknown]>([
    ['"initialState" must be what exportState() gave, of version 1', () => ({ version: 2, balancers: [] })],
    ['"initialState" must be what exportState() gave, of version 1', () => 'secret'],
    ['"initialState.balancers" must be a list', () => ({ version: 1, savedAt: 0 })],
    ['"initialState.savedAt" must be a number', () => ({ version: 1, balancers: [] })],
    ['"initialState.balancers[0]" must be an object', () => ({ version: 1, savedAt: 0, balancers: [null] })],
    [
      '"initialState.balancers[0].targets[0].successes" must be a number within [0, ∞), got',
      (state: { balancers: { targets: { successes: unknown }[] }[] }) => {
        for (const target of state.balancers[0]?.targets ?? []) target.successes = '7'
        return state
      },
    ],
    [
      '"initialState.balancers[0].targets[0].failuresByKind.server" must be a number within [0, ∞), got -1',
      (state: { balancers: { targets: { failuresByKind: unknown }[] }[] }) => {
        for (const target of state.balancers[0]?.targets ?? []) target.failuresByKind = { server: -1 }
        return state
      },
    ],
    [
      '"initialState.balancers[0].name" must be a text',
      (state: { balancers: { name: unknown }[] }) => {
        for (const balancer of state.balancers) balancer.name = 5
        return state
      },
    ],
    [
      '"initialState.balancers[0].runs.durationMs.doublings[0]" must be a number within [0, ∞), got',
      (state: { balancers: { runs: { durationMs: { doublings: unknown } } }[] }) => {
        for (const { runs } of state.balancers) runs.durationMs.doublings = [NaN]
        return state
      },
    ],
  ])('are refused when they are not: %s', async (message, damage) => {
    const { balancer, call, drive, clock } = await busy()
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    await drive(balancer.run(call))
    const state = damage(structuredClone(metrics.exportState()) as never)
    const refused = (): unknown => createMetrics({ initialState: state as MetricsState })
    expect(refused).toThrow(TypeError)
    expect(refused).toThrow(`createMetrics: ${message}`)
    expect(refused).not.toThrow('secret')
  })
})
