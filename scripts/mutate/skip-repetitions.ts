/**
 * Skips, in mutation tests, the tests that repeat one check thousands of times: a stream cut at every byte, damaged bodies,
 * every misspelling of a word. Run for every mutant they would take hours, and what they check with all values other tests
 * check with some. Loaded by `vitest.config.ts` beside this file.
 */
import { beforeEach } from 'vitest'

const repetitions: readonly RegExp[] = [
  / after any byte is the full answer or a failure \(/,
  / after any byte is whole, all another target's, or a failure: /,
  /^is whole, another provider’s, or an error: /,
  /^\d+ (bodies of noise|damaged answers) are answers or failures/,
  / gives (an endless body|endless noise) up before /,
  /^an answer that is cut anywhere is a failure$/,
  /^whichever one letter is wrong, missing, too many or in the wrong place$/,
  /^that shares less than half of its letters with the word$/,
  // Keys by the ten thousand that may move.
  /^when a (target is (blocked|added)|weight grows)$/,
  /^hundreds of thousands of tenants take bounded memory/,
  /^take no more memory for a million of them$/,
  /^of a hundred tenants use their budgets up/,
  /^gives nothing but configurations and ConfigurationErrors with line and column, whatever the text$/,
  /^does so for (good configurations that are damaged in any way|any data in place of any value)$/,
  /^metrics agree to the unit with what the servers recorded of 3000 mixed runs/,
  /^loses no request while a provider is healthy, and keeps nothing of any, /,
  /^no sequence of up to \d+ events breaks a rule with /,
]

beforeEach(({ task, skip }) => {
  if (repetitions.some((pattern) => pattern.test(task.name))) skip()
})
