import { simulate, type Scenario } from '@llm-balancer/simulator'
import { qualityScenarios, randomScenario } from '@llm-balancer/simulator/quality'
import { subjects } from './subjects.ts'

/** One simulation. */
export interface Job {
  readonly scenario: string
  readonly subject: string
  readonly seed: number
}

/** What it came to, in numbers that may be added up. */
export interface JobResult extends Job {
  readonly requests: number
  readonly succeeded: number
  readonly withinGoal: number
  readonly refused: number
  readonly attempts: number
  readonly rejections429: number
  readonly costUsd: number
  readonly p50: number
  readonly p99: number
}

const randomName = 'random-'

/** A scenario of the collection, or `random-<seed>`. */
export function scenarioNamed(name: string): Scenario {
  if (name.startsWith(randomName)) return randomScenario(Number(name.slice(randomName.length)))
  const found = qualityScenarios.find((scenario) => scenario.name === name)
  if (found === undefined) {
    const known = qualityScenarios.map((scenario) => scenario.name).join(', ')
    throw new RangeError(`there is no scenario "${name}"; known are ${known}`)
  }
  return found
}

/** Runs one simulation. */
export async function runJob({ scenario, subject, seed }: Job): Promise<JobResult> {
  const balancer = subjects.get(subject)
  if (balancer === undefined) throw new RangeError(`there is no subject "${subject}"`)
  const result = await simulate({ scenario: scenarioNamed(scenario), balancer, seed })
  const { requests, succeeded, withinGoal, refused, attempts, rejections429, costUsd, firstContentMs } =
    result
  const { p50, p99 } = firstContentMs
  const counted = { requests, succeeded, withinGoal, refused, attempts, rejections429, costUsd }
  return { scenario, subject, seed, ...counted, p50, p99 }
}
