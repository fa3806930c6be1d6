import type { JobResult } from './job.ts'

/** What one subject came to in one scenario, over all seeds. Shares are in percent. */
export interface Score {
  readonly scenario: string
  readonly subject: string
  readonly withinGoal: number
  readonly served: number
  readonly refused: number
  /** In ms, means over the seeds. */
  readonly p50: number
  readonly p99: number
  readonly attemptsPerRun: number
  readonly rejectionsPer1000: number
  readonly usdPer1000: number
}

/** What one subject came to over all scenarios, which count alike. */
export interface Standing extends Omit<Score, 'scenario' | 'p50' | 'p99'> {
  /** Points below the oracle. */
  readonly gap: GapToOracle
  readonly p99: number
}

/** How far below the oracle, in points: on average, in the worst tenth of the scenarios at least, and at worst. */
export interface GapToOracle {
  readonly mean: number
  readonly p90: number
  readonly worst: number
  readonly worstScenario: string
}

/** Adds up the seeds of each scenario and subject. */
export function scoresOf(results: readonly JobResult[]): Score[] {
  const groups = groupsOf(results, ({ scenario, subject }) => `${scenario} ${subject}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first === undefined ? [] : [scoreOf(first, group)]
  })
}

function scoreOf({ scenario, subject }: JobResult, group: readonly JobResult[]): Score {
  const sum = (part: Exclude<keyof JobResult, 'scenario' | 'subject'>): number =>
    group.reduce((total, each) => total + each[part], 0)
  const runs = sum('requests')
  const mean = (part: 'p50' | 'p99'): number => {
    const served = group.filter((each) => Number.isFinite(each[part]))
    return served.reduce((total, each) => total + each[part], 0) / served.length
  }
  return {
    scenario,
    subject,
    withinGoal: (100 * sum('withinGoal')) / runs,
    served: (100 * sum('succeeded')) / runs,
    refused: (100 * sum('refused')) / runs,
    p50: mean('p50'),
    p99: mean('p99'),
    attemptsPerRun: sum('attempts') / runs,
    rejectionsPer1000: (1000 * sum('rejections429')) / runs,
    usdPer1000: (1000 * sum('costUsd')) / Math.max(1, sum('succeeded')),
  }
}

/** Each subject over all scenarios; the smallest gap to the oracle first. */
export function standingsOf(scores: readonly Score[]): Standing[] {
  const oracle = new Map(
    scores
      .filter(({ subject }) => subject === 'oracle')
      .map(({ scenario, withinGoal }) => [scenario, withinGoal]),
  )
  const bySubject = groupsOf(scores, ({ subject }) => subject)
  const standings = [...bySubject].map(([subject, own]): Standing => {
    const mean = (part: Exclude<keyof Score, 'scenario' | 'subject'>): number => {
      const values = own.map((score) => score[part]).filter((value) => Number.isFinite(value))
      return values.reduce((sum, value) => sum + value, 0) / values.length
    }
    return {
      subject,
      withinGoal: mean('withinGoal'),
      served: mean('served'),
      refused: mean('refused'),
      p99: mean('p99'),
      attemptsPerRun: mean('attemptsPerRun'),
      rejectionsPer1000: mean('rejectionsPer1000'),
      usdPer1000: mean('usdPer1000'),
      gap: gapOf(own, oracle),
    }
  })
  return standings.toSorted((a, b) => a.gap.mean - b.gap.mean)
}

function gapOf(own: readonly Score[], oracle: ReadonlyMap<string, number>): GapToOracle {
  const gaps = own
    .map(({ scenario, withinGoal }) => ({ scenario, points: (oracle.get(scenario) ?? NaN) - withinGoal }))
    .toSorted((a, b) => a.points - b.points)
  const worst = gaps.at(-1)
  return {
    mean: gaps.reduce((sum, { points }) => sum + points, 0) / gaps.length,
    p90: gaps[Math.max(0, Math.ceil(0.9 * gaps.length) - 1)]?.points ?? NaN,
    worst: worst?.points ?? NaN,
    worstScenario: worst?.scenario ?? '',
  }
}

function groupsOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
