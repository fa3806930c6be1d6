import { print } from '../print.ts'
import { hotPathTable } from './hot-path-section.ts'
import { measureHotPath } from './measure-hot-path.ts'

/** Prints what picks, guards and runs cost, by the number of targets. */
export function benchHotPath(): Promise<void> {
  for (const line of hotPathTable(measureHotPath())) print(line)
  return Promise.resolve()
}
