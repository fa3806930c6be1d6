import { expect, it } from 'vitest'
import { readState } from './read-state.ts'

const distribution = { count: 1, sum: 2, doublings: [0, 1] }
const runs = { succeeded: 1, failed: 2, cancelled: 3, failuresByReason: { timeout: 2 } }
const attempts = {
  successes: 1,
  failures: 2,
  neutral: 3,
  failuresByKind: { server: 2 },
  tokens: {
    inputTokens: 1,
    outputTokens: 2,
    cacheReadTokens: 3,
    cacheWriteTokens: 4,
    reasoningTokens: 5,
  },
  withoutUsage: 4,
  costMicroUsd: 5,
  unpriced: 6,
}
const state = {
  version: 1,
  savedAt: 7,
  balancers: [
    {
      name: 'default',
      runs: { ...runs, restarts: 1, resumptions: 2, durationMs: distribution, waitMs: distribution },
      targets: [
        {
          id: 'a',
          ...attempts,
          ...{ retries: 1, failovers: 2, hedges: 3, cooldowns: 4, quarantines: 5, openings: 6 },
          lastFailure: { kind: 'server', at: 1, status: 500 },
          durationMs: distribution,
          firstContentMs: distribution,
          tokensPerSecond: distribution,
        },
      ],
      tenants: [{ tenant: 't', runs, attempts, durationMs: distribution }],
      otherTenants: { runs, attempts },
    },
  ],
}

type Path = readonly (string | number)[]

/** The places of all fields of a value, the outer ones first. */
const pathsOf = (value: unknown, path: Path = []): Path[] => [
  ...(path.length === 0 ? [] : [path]),
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, one]) =>
        pathsOf(one, [...path, Array.isArray(value) ? Number(key) : key]),
      )
    : []),
]
const named = (path: Path): string =>
  path.map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${step}`)).join('')
const optional = /\.(costMicroUsd|lastFailure|status|otherTenants)$/
const shown = pathsOf(state).filter(([first]) => first !== 'version')

/** A state with another value at a place; without the field for `undefined`. */
const changed = (path: Path, value: unknown): unknown => {
  // Not structuredClone, which keeps what two places share.
  const copy: unknown = JSON.parse(JSON.stringify(state))
  const owner = path.slice(0, -1).reduce<unknown>((inner, step) => Reflect.get(inner as object, step), copy)
  Reflect.set(owner as object, path.at(-1) ?? '', value)
  return copy
}

it('a state comes back as it was given, without what is unknown', () => {
  expect(readState('state', { ...state, more: 1 })).toEqual(state)
  expect(readState('state', changed(['balancers', 0, 'more'], 1))).toEqual(state)
})

it.each(shown.map((path) => [named(path), path] as const))(
  'a state with nonsense at %s is refused',
  (name, path) => {
    for (const wrong of [Symbol('x'), -1, null])
      expect(() => readState('state', changed(path, wrong))).toThrow(`"state${name}" must be `)
  },
)

it.each(
  shown
    .filter(([, index]) => index === undefined || typeof index === 'number')
    .map((path) => [named(path), path] as const),
)('a state without %s is refused unless it may be missing', (name, path) => {
  const isElement = typeof path.at(-1) === 'number'
  const read = (): unknown => readState('state', changed(path, undefined))
  if (optional.test(name) && !isElement) expect(read).not.toThrow()
  else expect(read).toThrow(`"state${name}" must be `)
})

it('a state of another version, or of no object, is refused with the name of its option', () => {
  for (const other of [{ ...state, version: 2 }, 'secret', undefined])
    expect(() => readState('initialState', other, 'setUp')).toThrow(
      'setUp: "initialState" must be what exportState() gave, of version 1',
    )
})
