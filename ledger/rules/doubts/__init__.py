"""What is possible, and worth a word: amounts, rates and sizes held against what else the ledger says, and which
decision is meant where a name leaves that in doubt."""
