import process from 'node:process'
import { demo } from './demo.ts'
import type { View } from './view/output.ts'

const interrupted = new AbortController()
const interruptedCode = 130
let view: View | undefined

/** The first Ctrl-C ends the load and shows what there is; the second one ends the process. */
process.on('SIGINT', () => {
  if (interrupted.signal.aborted) process.exit(interruptedCode)
  interrupted.abort()
})
process.on('SIGTERM', () => process.exit(143))
// Whatever ends the process, the terminal gets its cursor back.
process.on('exit', () => view?.close())
// A reader such as `head` that has seen enough is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

process.exitCode = await demo({
  argv: process.argv.slice(2),
  environment: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupted.signal,
  onView: (opened) => {
    view = opened
  },
})
