#!/usr/bin/env node
import process, { argv, cwd, env, exit, stderr, stdin, stdout } from 'node:process'
import { systemClock } from '@llm-balancer/core/time'
import { exitCodes } from './exit-codes.ts'
import { runCli } from './run-cli.ts'

const interrupt = new AbortController()
process.once('SIGINT', () => {
  interrupt.abort()
})
stdout.once('error', ({ code }: NodeJS.ErrnoException) => {
  // A reader such as `head` may go before everything is written; a full disk has lost the result.
  exit(code === 'EPIPE' ? exitCodes.ok : exitCodes.failed)
})
// What went wrong is told by the exit code as well.
stderr.on('error', () => {})

const code = await runCli(argv.slice(2), {
  env,
  folder: cwd(),
  stdin,
  stdout,
  stderr,
  signal: interrupt.signal,
  clock: systemClock,
})
process.exitCode = code
stdin.destroy()
// What still runs, such as the request for a configuration, ends with the process.
if (code === exitCodes.interrupted) exit()
