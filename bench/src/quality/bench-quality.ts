import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { qualityScenarios } from '@llm-balancer/simulator/quality'
import { print } from '../print.ts'
import { scenarioNamed, type Job } from './job.ts'
import { runJobs } from './run-jobs.ts'
import { scoresOf, standingsOf, type Score } from './scores.ts'
import { subjectNames } from './subjects.ts'
import { scenarioTable, standingTable } from './tables.ts'
import { writeRandom, writeScenarios } from './write-results.ts'

const options = {
  scenario: { type: 'string' },
  subjects: { type: 'string' },
  seeds: { type: 'string' },
  random: { type: 'string' },
  from: { type: 'string' },
  threads: { type: 'string' },
} as const

const usualSeeds = [1, 2, 3, 4, 5]
/** Random scenarios that nothing has been tuned for begin here. */
const firstRandom = 9000

/**
 * Judges how well targets are chosen, in virtual time, against an oracle and models of what others do; prints Markdown.
 *
 * - `quality`: the fifteen scenarios with seeds 1–5 (`--seeds 1,2`: others), all subjects; writes the section of `docs/benchmarks.md`, its data and its pictures
 * - `quality --random 300`: so many random scenarios, likewise; `--from 9000` is the first of them
 * - `quality --scenario slow --subjects adaptive,oracle`: some of it, which writes nothing
 */
export async function benchQuality(args: readonly string[]): Promise<void> {
  const given = parseArgs({ args: [...args], options }).values
  const { scenario, seeds, random, from } = given
  const subjects = subjectNames(given.subjects)
  const threads = given.threads === undefined ? availableParallelism() : wholeNumber('threads', given.threads)
  const begun = performance.now()
  const scenarios =
    random === undefined
      ? named(scenario)
      : randoms(wholeNumber('random', random), from === undefined ? firstRandom : wholeNumber('from', from))
  const chosenSeeds =
    seeds?.split(',').map((seed) => wholeNumber('seeds', seed)) ?? (random === undefined ? usualSeeds : [1])
  const jobs = scenarios.flatMap((name) =>
    chosenSeeds.flatMap((seed) => subjects.map((subject): Job => ({ scenario: name, subject, seed }))),
  )
  const scores = scoresOf(await runJobs(jobs, { threads, onDone: progress(jobs.length) }))
  const minutes = (performance.now() - begun) / 60_000
  printScores(scores, { subjects, isRandom: random !== undefined })
  print(`\n${jobs.length} simulations in ${minutes.toFixed(1)} minutes on ${threads} threads`)
  const isWhole = [scenario, given.subjects, from].every((option) => option === undefined)
  if (!isWhole) return
  if (random === undefined) await writeScenarios(scores, chosenSeeds)
  else writeRandom(scores)
}

function named(word = ''): readonly string[] {
  const found = qualityScenarios.map(({ name }) => name).filter((name) => name.includes(word))
  // Says which there are.
  return found.length > 0 ? found : [scenarioNamed(word).name]
}

function randoms(count: number, from: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `random-${from + index}`)
}

function printScores(
  scores: readonly Score[],
  { subjects, isRandom }: { readonly subjects: readonly string[]; readonly isRandom: boolean },
): void {
  if (!isRandom) for (const line of [...scenarioTable(scores, subjects), '']) print(line)
  for (const line of standingTable(standingsOf(scores))) print(line)
}

function progress(all: number): (done: number) => void {
  const tenth = Math.max(1, Math.ceil(all / 10))
  return (done) => {
    if (done % tenth === 0) process.stderr.write(`${done} of ${all}\n`)
  }
}

function wholeNumber(option: string, given: string): number {
  const value = Number(given)
  if (given.trim() === '' || !Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`"--${option}" must be a whole number above 0, got "${given}"`)
  return value
}
