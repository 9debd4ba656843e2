import { fork, type ChildProcess } from 'node:child_process';
import { readAnswer, type DecoderAnswer } from './decoder-answer.ts';

/** How a process is run. */
export interface DecoderProcessOptions {
  /** The program. */
  readonly program: URL;
  /** Milliseconds after which an image is given up. */
  readonly patience: number;
}

/**
 * A process that decodes one image after the other. Decoders read what anybody may have written, in languages in which a
 * mistake ends the process or worse: so it is not this process, and one image that takes it down or never ends costs
 * that image alone. It ends with this one, whose end it sees.
 */
export class DecoderProcess {
  readonly #options: DecoderProcessOptions;
  #child: ChildProcess | undefined;
  #isBusy = false;

  /** @param options - program and patience */
  constructor(options: DecoderProcessOptions) {
    this.#options = options;
  }

  /**
   * Decodes an image; call it again only when it has answered.
   *
   * @param bytes - the whole file
   * @returns what came of it
   */
  async decode(bytes: Uint8Array): Promise<DecoderAnswer> {
    const child = (this.#child ??= this.#start());
    this.#isBusy = true;
    try {
      return await this.#ask(child, bytes);
    } finally {
      this.#isBusy = false;
    }
  }

  /** Ends it: what it is at is given up. */
  async close(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve();
      });
    });
    if (this.#isBusy) child.kill('SIGKILL');
    else child.disconnect();
    await ended;
  }

  #start(): ChildProcess {
    const child = fork(this.#options.program, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const forget = (): void => {
      this.#child = undefined;
    };
    return child.once('exit', forget).once('error', forget);
  }

  #ask(child: ChildProcess, bytes: Uint8Array): Promise<DecoderAnswer> {
    return new Promise((resolve) => {
      const settle = (answer: DecoderAnswer): void => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
        resolve(answer);
      };
      const onMessage = (answer: unknown): void => {
        settle(readAnswer(answer));
      };
      const onExit = (code: number | null, signal: string | null): void => {
        settle({ refused: 'image_decoder_ended', words: signal ?? `exit ${String(code)}` });
      };
      const onError = (error: Error): void => {
        settle({ unavailable: error.message });
      };
      const timer = setTimeout(() => {
        child.off('exit', onExit).once('exit', () => {
          settle({ refused: 'image_too_slow', words: '' });
        });
        child.kill('SIGKILL');
      }, this.#options.patience);
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
      child.send(bytes, () => undefined);
    });
  }
}
