"""vault.py: the program, as its owner and as an attacker with a vault of his own run it."""
import json
import os
import re
import subprocess
import sys


def letters(text):
    """As keys are compared: the list of canaries shows them in small letters, the copy perhaps with signs."""
    return re.sub(r"[\W_]", "", text.casefold())


class Vault:
    """A vault in a folder of its own. Whatever fails ends the benchmark."""

    def __init__(self, program, folder):
        os.makedirs(folder, mode=0o700)
        self.program = program
        self.environment = dict(os.environ, LEAKDYE_VAULT=folder + "/vault", LEAKDYE_PASSPHRASE_FILE=folder + "/passphrase")
        with open(os.open(folder + "/passphrase", os.O_WRONLY | os.O_CREAT, 0o600), "w") as f:
            f.write("red team\n")
        self.run("init")

    def run(self, *arguments, text=None):
        done = subprocess.run([self.program, *arguments], input=text, capture_output=True, text=True, env=self.environment)
        if done.returncode != 0:
            print(f"redteam: leakdye {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr.strip()}")
            sys.exit(2)
        return done.stdout

    def learn(self, dataset, path, accounts, options=()):
        """The report; the accounts 0 to accounts - 1 may export then."""
        report = json.loads(self.run("learn", dataset, path, "--json", *options))
        self.run("enrol", dataset, text="".join(f"account{i}@x\n" for i in range(accounts)))
        return report

    def embed(self, dataset, account, path, out):
        """What embed --json says. Order is kept: the attack is on canaries."""
        if os.path.exists(out):
            os.unlink(out)
        return json.loads(self.run("embed", dataset, "--to", f"account{account}@x", path, "-o", out, "--json", "--quiet",
                                   "--allow-unmarked"))

    def canaries(self, export):
        """The cells of the invented records of an export, a dictionary each: the owner's list, the truth that attacks are judged by."""
        return [record["cells"] for record in json.loads(self.run("canaries", str(export), "--json"))]
