/**
 * Lets each file of tests report what it has reached alone. Stryker's runner keeps counting in one object, which files share that
 * run without isolation, and sends it after each of them: the memory it takes and the counts would grow with the square of the files.
 * Loaded by `vitest.config.ts` beside this file, once before each file of tests.
 */
import { inject } from 'vitest'

type Coverage = { static: object; perTest: object }

declare module 'vitest' {
  interface ProvidedContext {
    /** Where Stryker keeps its state, by what its runner provides. */
    globalNamespace: string
  }
}

const namespace: unknown = Reflect.get(globalThis, inject('globalNamespace'))
const coverage = (namespace as { readonly mutantCoverage?: Coverage } | undefined)?.mutantCoverage
// In place: the mutated modules hold on to the object.
if (coverage !== undefined) Object.assign(coverage, { static: {}, perTest: {} })
