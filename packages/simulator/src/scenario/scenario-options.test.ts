import { describe, expect, it } from 'vitest'
import { everyOption } from '../test/every-option.ts'
import { checkScenario } from './check-scenario.ts'

type Path = readonly (string | number)[]

/** The scenario with another value in one place; undefined leaves it out. */
function withValue(value: unknown, ...path: Path): unknown {
  const changed = structuredClone(everyOption)
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((each, key) => (each as Record<string, unknown>)[key], changed)
  ;(parent as Record<string, unknown>)[path.at(-1) ?? ''] = value
  return changed
}

const nameOf = (path: Path): string =>
  path.reduce<string>(
    (name, key) => (typeof key === 'number' ? `${name}[${String(key)}]` : `${name}.${key}`),
    'scenario',
  )

const pathOf = (path: string): Path => path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key))

/** The places of all options in a value, but for those of prices and calls, which the balancer checks. */
function optionsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, own]) => {
    const place = [...path, Array.isArray(value) ? Number(key) : key]
    const within = key === 'cost' || key === 'call' ? [] : optionsIn(own, place)
    return Array.isArray(value) ? within : [place, ...within]
  })
}

const server = 'targets.0.server'
const limits = 'targets.0.limits'
const steady = 'traffic.0'

/** Of each option: what it must be, and what is refused. Its place in `everyOption` stands first. */
const rows: [path: string, must: string, ...refused: unknown[]][] = [
  ['name', 'must be a string that is not empty', 1, ''],
  ['targets', 'must be an array', 1],
  ['targets.0.name', 'must be a string that is not empty', 1, ''],
  [server, 'must be an object', 1],
  [`${server}.capacity`, 'must be an object', 1],
  [`${server}.capacity.perSecond`, 'must be within (0, ∞)', 0, '1', Infinity],
  ['targets.1.server.capacity.places', 'must be within (0, ∞)', 0, '1', Infinity],
  [`${server}.answerMs`, 'must be within [0, ∞)', -1, '1', Infinity],
  [`${server}.spread`, 'must be within [0, ∞)', -1, '1', Infinity],
  [`${server}.tail`, 'must be an object', 1],
  [`${server}.tail.ratio`, 'must be within [0, 1]', -0.1, 1.1],
  [`${server}.tail.factor`, 'must be within [0, ∞)', -1, Infinity],
  [`${server}.promptTokensPerSecond`, 'must be within (0, ∞]', 0, '1'],
  [`${server}.tokensPerSecond`, 'must be within (0, ∞]', 0, '1'],
  [`${server}.knee`, 'must be within (0, ∞]', 0, '1'],
  [`${server}.slowness`, 'must be within (0, ∞)', 0, Infinity],
  [`${server}.failureRatio`, 'must be within [0, 1]', -0.1, 1.1],
  [`${server}.sheddingRatio`, 'must be within [0, 1]', -0.1, 1.1],
  [`${server}.longestQueueMs`, 'must be within [0, ∞]', -1, '1'],
  [`${server}.refusal`, 'must be an object', 1],
  [`${server}.refusal.status`, 'must be 503 or 429', 500, '503'],
  [`${server}.refusal.afterMs`, 'must be within [0, ∞)', -1, Infinity],
  [`${server}.refusal.retryAfterMs`, 'must be within [0, ∞)', -1, Infinity],
  [`${server}.down`, 'must be an object', 1],
  [`${server}.down.status`, 'must be 503 or 429', 500],
  [`${server}.down.afterMs`, 'must be within [0, ∞)', -1],
  [`${server}.down.retryAfterMs`, 'must be within [0, ∞)', -1],
  ['targets.1.server.down', 'must be one of "refused", "hanging"', 'broken'],
  ['targets.0.changes', 'must be an array', {}],
  ['targets.0.changes.0.fromMs', 'must be within [0, ∞)', -1, Infinity],
  ['targets.0.changes.0.toMs', 'must be within [0, ∞)', -1, Infinity],
  ['targets.0.changes.0.to', 'must be an object', 1],
  ['targets.0.changes.0.to.slowness', 'must be within (0, ∞)', 0],
  ['targets.0.changes.0.repeat', 'must be an object', 1],
  ['targets.0.changes.0.repeat.forMs', 'must be within (0, ∞)', 0, Infinity],
  ['targets.0.changes.0.repeat.everyMs', 'must be within (0, ∞)', 0, Infinity],
  [limits, 'must be an object', 1],
  [`${limits}.requestsPerMinute`, 'must be within (0, ∞]', 0, '1'],
  [`${limits}.tokensPerMinute`, 'must be within (0, ∞]', 0, '1'],
  [`${limits}.window`, 'must be one of "bucket", "fixed-minute"', 'hour', 1],
  [`${limits}.burst`, 'must be within (0, 1]', 0, 1.1],
  [`${limits}.known`, 'must be true or false', 'yes'],
  [`${limits}.headers`, 'must be true or false', 'yes'],
  [`${limits}.retryAfter`, 'must be true or false', 1],
  [`${limits}.countsRefused`, 'must be true or false', 1],
  [`${limits}.refusalMs`, 'must be within [0, ∞)', -1, Infinity],
  ['targets.0.cacheMs', 'must be within [0, ∞]', -1, '1'],
  ['targets.0.cost', 'must be an object', 1],
  ['targets.0.weight', 'must be within [0, ∞)', -1, Infinity],
  ['targets.0.priority', 'must be within (-∞, ∞)', '1', -Infinity, Infinity],
  ['targets.1.name', 'must be a string that is not empty', ''],
  ['targets.1.server', 'must be an object', 1],
  ['targets.1.server.capacity', 'must be an object', 'many'],
  ['traffic', 'must be an array', {}],
  [`${steady}.name`, 'must be a string that is not empty', 1, ' '],
  [`${steady}.arrivals`, 'must be an object', 1],
  [`${steady}.arrivals.fromMs`, 'must be within [0, ∞)', -1, Infinity],
  [`${steady}.arrivals.toMs`, 'must be within [0, ∞)', -1, Infinity],
  [`${steady}.arrivals.perSecond`, 'must be within (0, ∞)', 0, Infinity],
  [`${steady}.arrivals.burstiness`, 'must be within (0, ∞)', 0, Infinity],
  [`${steady}.tokens`, 'must be an object', 1],
  ...['input', 'output'].flatMap((side): typeof rows => [
    [`${steady}.tokens.${side}`, 'must be an object', 1],
    [`${steady}.tokens.${side}.median`, 'must be within (0, ∞)', 0, Infinity],
    [`${steady}.tokens.${side}.spread`, 'must be within [0, ∞)', -1, Infinity],
    [`${steady}.tokens.${side}.least`, 'must be within [0, ∞)', -1, Infinity],
    [`${steady}.tokens.${side}.most`, 'must be within [0, ∞]', -1, '1'],
  ]),
  [`${steady}.sessions`, 'must be an object', 1],
  [`${steady}.sessions.systemTokens`, 'must be within [0, ∞)', -1, Infinity],
  [`${steady}.sessions.continueRatio`, 'must be within [0, 1]', -0.1, 1.1],
  [`${steady}.sessions.active`, 'must be a whole number within [1, ∞)', 0, 1.5, Infinity],
  [`${steady}.streaming`, 'must be true or false', 'yes'],
  [`${steady}.call`, 'must be an object', 1],
  ['traffic.1.name', 'must be a string that is not empty', ''],
  ['traffic.1.arrivals', 'must be an object', 1],
  ['traffic.1.arrivals.fromMs', 'must be within [0, ∞)', -1, Infinity],
  ['traffic.1.arrivals.calls', 'must be a whole number within [1, ∞)', 0, 1.5, Infinity],
  ['traffic.1.arrivals.times', 'must be a whole number within [1, ∞)', 0, 1.5, Infinity],
  ['traffic.1.arrivals.everyMs', 'must be within [0, ∞)', -1, Infinity],
  ['traffic.2.name', 'must be a string that is not empty', ''],
  ['traffic.2.arrivals', 'must be an object', 1],
  ['traffic.2.arrivals.trace', 'must be an array', 1],
  ['traffic.2.arrivals.trace.0.atMs', 'must be within [0, ∞)', -1, Infinity],
  ['traffic.2.arrivals.trace.0.inputTokens', 'must be within [0, ∞)', -1, Infinity],
  ['traffic.2.arrivals.trace.0.outputTokens', 'must be within [0, ∞)', -1, Infinity],
  ['traffic.2.arrivals.trace.0.session', 'must be a string that is not empty', 1, ''],
  ['incident', 'must be an object', 1],
  ['incident.fromMs', 'must be within [0, ∞)', -1, Infinity],
  ['incident.toMs', 'must be within [0, ∞)', -1, Infinity],
  ['goalMs', 'must be within (0, ∞)', 0, Infinity],
  ['processes', 'must be a whole number within [1, ∞)', 0, 1.5, Infinity],
  ['durationMs', 'must be within (0, ∞)', 0, Infinity],
]

describe('the options of a scenario', () => {
  it('are all accepted, and given back as they are', () => {
    expect(checkScenario('scenario', everyOption)).toBe(everyOption)
  })

  it('have a row each in what follows', () => {
    const places = optionsIn(everyOption).map((path) => path.join('.'))
    expect(rows.map(([path]) => path).toSorted()).toEqual(places.toSorted())
  })

  it.each(rows.flatMap(([path, must, ...refused]) => refused.map((value) => [path, must, value] as const)))(
    '%s %s: not %o',
    (path, must, value) => {
      const place = pathOf(path)
      expect(() => checkScenario('scenario', withValue(value, ...place), 'simulate')).toThrow(
        `simulate: "${nameOf(place)}" ${must}`,
      )
    },
  )

  it.each([
    'name',
    'targets',
    'targets.0.name',
    'targets.0.server',
    'targets.0.server.tail.ratio',
    'targets.0.server.tail.factor',
    'targets.0.server.refusal.status',
    'targets.0.server.down.status',
    'targets.0.changes.0.fromMs',
    'targets.0.changes.0.toMs',
    'targets.0.changes.0.to',
    'targets.0.changes.0.repeat.forMs',
    'targets.0.changes.0.repeat.everyMs',
    'traffic',
    'traffic.0.name',
    'traffic.0.arrivals',
    'traffic.0.arrivals.fromMs',
    'traffic.0.arrivals.toMs',
    'traffic.0.arrivals.perSecond',
    'traffic.0.tokens.input',
    'traffic.0.tokens.output',
    'traffic.0.tokens.input.median',
    'traffic.0.sessions.systemTokens',
    'traffic.0.sessions.continueRatio',
    'traffic.0.sessions.active',
    'traffic.1.arrivals.fromMs',
    'traffic.2.arrivals.trace.0.atMs',
    'incident.fromMs',
    'incident.toMs',
    'durationMs',
  ])('%s cannot be left out', (path) => {
    const place = pathOf(path)
    expect(() => checkScenario('scenario', withValue(undefined, ...place), 'simulate')).toThrow(
      `simulate: "${nameOf(place)}" is missing`,
    )
  })

  it('that have a default may all be left out', () => {
    const least = {
      name: 'least',
      targets: [{ name: 'a', server: {} }],
      traffic: [{ name: 'callers', arrivals: { fromMs: 0, calls: 1 } }],
      durationMs: 1,
    }
    expect(checkScenario('scenario', least)).toBe(least)
  })

  it('name one capacity', () => {
    expect(() =>
      checkScenario('scenario', withValue({}, ...pathOf('targets.0.server.capacity')), 'simulate'),
    ).toThrow('simulate: "scenario.targets[0].server.capacity" must have either "perSecond" or "places"')
  })
})
