/** Loaded before a program of a page: instead of the program it runs what `save-program.ts` has written beside it. */
import { existsSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

registerHooks({
  load(url, context, next) {
    if (!/^file:.*\.m?ts$/.test(url)) return next(url, context)
    const stripped = `${fileURLToPath(url)}.stripped`
    return existsSync(stripped)
      ? { format: 'module', source: readFileSync(stripped), shortCircuit: true }
      : next(url, context)
  },
})
