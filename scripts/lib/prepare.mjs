import { requireNode, say } from './checkout.mjs';
import { build } from './build.mjs';
import { install } from './install.mjs';
import { withLock } from './lock.mjs';

/** Makes the checkout ready to run: packages installed, dist/ up to date. Answers whether the types are right. */
export async function prepare() {
  requireNode();
  try {
    return await withLock(async () => {
      await install();
      return build();
    });
  } catch (error) {
    say(error.message);
    process.exit(1);
  }
}
