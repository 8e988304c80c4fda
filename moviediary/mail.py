"""Mail, through the one SMTP server this site was given: the way out for letters, as http.py is for all else."""


def configured() -> bool:
    return False
