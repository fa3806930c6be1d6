/** Runs programs of pages as processes of their own, for the tests of the pages that show them. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A program that runs longer is ended, whatever it does about signals. */
const programLimitMs = 60_000

/** So many run at a time: they wait for much of their time. */
const atATime = 2

/** A hook that runs so many programs may take so long: each of them comes to its own limit before. */
export const limitOfPrograms = (count: number): number => (count + 1) * programLimitMs

/** What a program printed, and why it failed: the empty string when it went well. */
type ProgramRun = { readonly stdout: string; readonly failure: string }

/** Runs Node with these parameters until it ends. */
export const runProgram = async (
  parameters: readonly string[],
  options: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv },
): Promise<ProgramRun> => {
  try {
    const limits = { timeout: programLimitMs, killSignal: 'SIGKILL' } as const
    const { stdout } = await run(process.execPath, ['--no-warnings', ...parameters], {
      ...options,
      ...limits,
    })
    return { stdout, failure: '' }
  } catch (error) {
    const {
      killed = false,
      stdout = '',
      stderr = '',
    } = error as { killed?: boolean; stdout?: string; stderr?: string }
    return { stdout, failure: `${killed ? 'did not come to an end' : 'failed'}\n${stdout}${stderr}` }
  }
}

/** Does the work for every item, for some of them at the same time. */
export const forEachAtATime = async <Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const waiting = items.values()
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item)
  }
  await Promise.all(Array.from({ length: atATime }, worker))
}
