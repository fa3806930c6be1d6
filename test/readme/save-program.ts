import { rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

/** A program that is a module wherever it is saved. */
const isModule = (path: string, text: string): boolean =>
  path.endsWith('.mts') || (path.endsWith('.ts') && /^(import|export) /m.test(text))

/**
 * Saves a program of a page. Beside it lies what Node makes of it when it strips the types, which `load-stripped.ts` has a process run:
 * so each program need not load the parser, which takes longer than most of them run.
 */
export const saveProgram = (path: string, text: string): void => {
  writeFileSync(path, text)
  rmSync(`${path}.stripped`, { force: true })
  if (!isModule(path, text)) return
  try {
    writeFileSync(`${path}.stripped`, stripTypeScriptTypes(text))
  } catch {
    // Node refuses it as well, and says why.
  }
}
