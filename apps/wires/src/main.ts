import process from 'node:process'
import { compareAll } from './compare.ts'
import { openDifferences, printRows } from './print-rows.ts'

const rows = await compareAll()
process.stdout.write(`${printRows(rows)}\n`)
process.exitCode = openDifferences(rows).length === 0 ? 0 : 1
