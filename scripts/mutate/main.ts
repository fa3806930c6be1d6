/**
 * Mutation tests: changes the sources in thousands of small ways and tells which changes no test notices.
 *
 *     pnpm mutate [package …]                  every mutant of these packages, of all without a name; remembers results
 *     pnpm mutate --sample [package …]         one mutant in twenty, always the same ones
 *     pnpm mutate --sample --seed 2 --share 0.2 core
 *
 * Fails when a package's score is below its threshold, an entry of `equivalents.json` is out of date, or a sample of the
 * whole workspace has fewer than 1,500 mutants.
 */
import { parseArgs } from 'node:util'
import { Stryker } from '@stryker-mutator/core'
import { mutatedPackages, root, type MutatedPackage } from './mutated-package.ts'
import { packageResult, type PackageResult } from './package-result.ts'
import { printReport } from './print-report.ts'
import type { Selection } from './selection-checker.ts'
import { strykerOptions } from './stryker-options.ts'

const leastSample = 1500

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'boolean', default: false },
    share: { type: 'string', default: '0.05' },
    seed: { type: 'string', default: '1' },
  },
})

const chosenPackages = (): MutatedPackage[] => {
  const all = mutatedPackages()
  const unknown = positionals.filter((name) => !all.some((each) => each.name === name))
  if (unknown.length > 0) {
    throw new Error(
      `no such package: ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}`,
    )
  }
  return positionals.length === 0 ? all : all.filter(({ name }) => positionals.includes(name))
}

const chosenSelection = (): Selection => {
  const [share, seed] = [Number(values.share), Number(values.seed)]
  if (!(share > 0 && share <= 1)) throw new RangeError(`--share must be within (0, 1], got ${values.share}`)
  if (!Number.isSafeInteger(seed)) throw new RangeError(`--seed must be a whole number, got ${values.seed}`)
  return { share: values.sample ? share : 1, seed }
}

const mutate = async (each: MutatedPackage, selection: Selection): Promise<PackageResult> => {
  process.env['MUTATED_PACKAGE'] = each.folder
  const mutants = await new Stryker(strykerOptions(each, selection)).runMutationTest()
  const result = packageResult(each, mutants)
  console.log(`${each.name}: ${String(result.noticed)} of ${String(result.tested)} mutants noticed`)
  return result
}

process.chdir(root)
const packages = chosenPackages()
const selection = chosenSelection()
const results: PackageResult[] = []
for (const each of packages) results.push(await mutate(each, selection))
printReport(results)

const tested = results.reduce((sum, result) => sum + result.tested, 0)
const tooFew = values.sample && positionals.length === 0 && tested < leastSample
if (tooFew)
  console.error(`the sample has ${String(tested)} mutants, fewer than ${String(leastSample)}: raise --share`)
const good = results.every(({ score, threshold, stale }) => score >= threshold && stale.length === 0)
process.exitCode = good && !tooFew ? 0 : 1
