/** Prints what one operation costs, by the number of targets: in a process of its own, which V8 compiles for nothing else. */
import { parseArgs } from 'node:util'
import { print } from '../print.ts'
import { countedRounds, measuredRounds } from './measured-rounds.ts'
import { subjects } from './subjects.ts'

const { values, positionals } = parseArgs({
  options: { bytes: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const [name = '', ...targetCounts] = positionals
const subject = Object.hasOwn(subjects, name) ? subjects[name] : undefined
if (subject === undefined) throw new RangeError(`there is no "${name}"`)
const results: unknown[] = []
for (const targets of targetCounts)
  results.push(
    await (values.bytes ? subject(Number(targets), countedRounds) : subject(Number(targets), measuredRounds)),
  )
print(JSON.stringify(results))
