"""The refusal and the warning table: a module with the rows of each chapter, and the tests that ask for every one."""
